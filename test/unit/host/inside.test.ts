import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readEntries } from '../../../harness/compile/kconfig/entries.ts';
import { adoptObjects, linkTree } from '../../../harness/compile/trees/tree.ts';
import { readInside } from '../../../harness/host/inside.ts';

t.test('of a tree only its own files are read', async (t) => {
  const folder = t.testdir({ secret: 'planted', tree: { mm: { 'gup.c': 'int gup;\n' }, folder: {} } });
  const tree = join(folder, 'tree');
  symlinkSync('mm/gup.c', join(tree, 'inner'));
  symlinkSync('../secret', join(tree, 'outer'));
  symlinkSync('..', join(tree, 'up'));
  symlinkSync('/dev/zero', join(tree, 'endless'));
  execFileSync('mkfifo', [join(tree, 'pipe')]);
  writeFileSync(join(tree, 'huge'), '');
  truncateSync(join(tree, 'huge'), 2 ** 40);
  t.equal(await readInside(tree, 'mm/gup.c'), 'int gup;\n');
  t.equal(await readInside(tree, 'inner'), 'int gup;\n');
  for (const name of ['outer', 'up/secret', '../secret', 'endless', 'pipe', 'huge', 'folder', 'none'])
    t.equal(await readInside(tree, name), undefined, name);
});

t.test('Kconfig files that source what is outside, or themselves', async (t) => {
  const folder = t.testdir({
    secret: 'config PLANTED\n',
    tree: {
      Kconfig: 'config A\n\tbool "a"\nsource "../secret"\nsource "../../../../../../../dev/zero"\nsource "Kconfig"\n',
    },
  });
  const entries = await readEntries(join(folder, 'tree'), 'x86');
  t.same([...new Set(entries.map(({ name }) => name))], ['A']);
});

t.test('a source whose build/ leads elsewhere: products go into the tree all the same', async (t) => {
  const folder = t.testdir({ secrets: { kept: 'kept' }, source: { Makefile: '' } });
  symlinkSync('../secrets', join(folder, 'source/build'));
  const tree = join(folder, 'tree');
  await linkTree(join(folder, 'source'), tree);
  t.throws(() => lstatSync(join(tree, 'build')));
  mkdirSync(join(tree, 'build'));
  t.equal(readFileSync(join(folder, 'secrets/kept'), 'utf8'), 'kept');
});

t.test('objects of another tree are taken without writing or reading through a link of the source', async (t) => {
  const mm = () => ({ 'gup.c': 'int gup;\n' });
  const seed = { mm: mm(), build: { 'gup.o': 'object' } };
  const folder = t.testdir({ secret: 'planted', source: { mm: mm() }, seed });
  const [secret, source, tree] = [join(folder, 'secret'), join(folder, 'source'), join(folder, 'tree')];
  symlinkSync(secret, join(source, 'mm/gup.c.pinproof-new'));
  symlinkSync(secret, join(source, 'mm/read.c'));
  await linkTree(source, tree);
  await adoptObjects(tree, { folder: join(folder, 'seed'), touched: ['mm/gup.c', 'mm/read.c'] }, []);
  t.equal(readFileSync(secret, 'utf8'), 'planted');
  t.equal(readFileSync(join(tree, 'mm/gup.c'), 'utf8'), 'int gup;\n');
  t.ok(lstatSync(join(tree, 'mm/read.c')).isSymbolicLink(), 'what it leads to is not in the tree');
  t.equal(readFileSync(join(tree, 'build/gup.o'), 'utf8'), 'object');
});
