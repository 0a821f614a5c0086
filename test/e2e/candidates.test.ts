import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import t from 'tap';
import { cacheFolder, packageRoot } from '../../harness/host/paths.ts';
import { planOfSuite } from '../../harness/pipeline/planning.ts';
import { applySeries } from '../../harness/series/apply/apply.ts';
import { readSeries } from '../../harness/series/read.ts';
import { fetchSource } from '../../harness/sources/fetch.ts';
import { readCatalogue } from '../../harness/suite/catalogue.ts';
import { readSuite } from '../../harness/suite/suite.ts';

/** The prototypes that come with pinproof, against the source that they are written for. Whether they are right, runs say. */

const candidates = join(packageRoot, 'candidates');
const folders = globSync('*/candidate.yaml', { cwd: candidates }).map(dirname).toSorted();
const { folder: source, label } = await fetchSource({ kind: 'debian', package: 'linux-source-6.1' }, cacheFolder());

t.test('there are some', async (t) => t.ok(folders.length >= 2, folders.join(', ')));

for (const name of folders) {
  t.test(`${name}: the series applies, patch by patch`, async (t) => {
    const patches = await readSeries(join(candidates, name));
    const tree = t.testdir({});
    // The files that are changed are all that git apply looks at.
    for (const file of new Set(patches.flatMap(({ files }) => files))) {
      if (!existsSync(join(source, file))) continue;
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      cpSync(join(source, file), join(tree, file));
    }
    await applySeries(tree, patches, undefined, label);
    t.not(patches.length, 0);
  });

  t.test(`${name}: as the kernel's own rules ask for`, async (t) => {
    const paths = globSync('[0-9]*.patch', { cwd: join(candidates, name) }).toSorted();
    t.match(paths[0], /^0000-cover-letter\.patch$/);
    for (const path of paths.slice(1)) {
      const mail = readFileSync(join(candidates, name, path), 'latin1');
      t.match(mail, /^Signed-off-by: Pinproof Authors </m, path);
      // By standard input: what git knows in this repository it would read as a source file. One check is left out: it
      // wants trace events aligned as no header of include/trace/events is.
      const args = [
        join(source, 'scripts', 'checkpatch.pl'),
        '--no-tree',
        '--strict',
        '--ignore=PARENTHESIS_ALIGNMENT',
        `--root=${source}`,
        '-',
      ];
      const { stdout } = spawnSync('perl', args, { input: mail, encoding: 'latin1', cwd: '/' });
      t.match(stdout, /^total: 0 errors, 0 warnings, 0 checks,/m, path);
    }
  });
}

t.test('every suite names what there is, and every claim', async (t) => {
  const catalogue = await readCatalogue();
  for (const path of globSync('{*/,}{suite,scoreboard}.yaml', { cwd: candidates })) {
    const file = join(candidates, path);
    const suite = readSuite(readFileSync(file, 'utf8'), file, catalogue);
    const plan = await planOfSuite(suite.value, catalogue, { folder: dirname(file), name: basename(file) });
    t.ok(
      plan.trees.slice(1).every(({ series, candidate }) => series.length === 0 || candidate !== undefined),
      path,
    );
  }
  const board = readFileSync(join(candidates, 'scoreboard.yaml'), 'utf8');
  for (const name of folders) t.match(board, `series: ${name}`, 'a family that is not on the scoreboard is none');
});
