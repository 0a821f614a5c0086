import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import t from 'tap';
import { configure } from '../../harness/compile/configure.ts';
import { linkTree } from '../../harness/compile/trees/tree.ts';
import { cacheFolder, outputName } from '../../harness/host/paths.ts';
import { flavours } from '../../harness/records/inputs/suite.ts';
import { fetchSource } from '../../harness/sources/fetch.ts';
import { defaultMachine, machineOf, readCatalogue } from '../../harness/suite/catalogue.ts';

/** Every option of kconfigs/ must survive on each kernel that the project speaks of; configure() throws where one does not. */
for (const version of ['6.1', '6.12']) {
  for (const flavour of flavours) {
    t.test(`the ${flavour} fragments survive on ${version}`, async (t) => {
      const catalogue = await readCatalogue();
      const { build } = machineOf({}, catalogue);
      const fragments = catalogue.fragments[defaultMachine(catalogue)]?.[flavour] ?? [];
      const cache = cacheFolder();
      const source = await fetchSource({ kind: 'debian', package: `linux-source-${version}` }, cache);
      // Beside the cache: hard links do not cross file systems.
      const tree = join(cache, `fragments-${process.pid}-${version}-${flavour}`);
      t.teardown(() => rm(tree, { recursive: true, force: true }));
      await linkTree(source.folder, tree);
      await mkdir(join(tree, outputName));
      const texts = await Promise.all(
        fragments.map(async (path) => ({ name: basename(path), text: await readFile(path, 'utf8') })),
      );
      const compilers = { own: join(cache, 'ccache') };
      await t.resolves(configure({ room: { tree, compilers, build }, fragments: texts }));
    });
  }
}
