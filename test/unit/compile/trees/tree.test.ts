import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { adoptObjects, linkTree } from '../../../../harness/compile/trees/tree.ts';

t.test('a tree shares its files with the source; adopting objects makes new only what differs', async (t) => {
  const folder = t.testdir({ source: { mm: { 'gup.c': 'int gup;', 'rmap.c': 'int rmap;' } } });
  const [source, seed, tree] = ['source', 'seed', 'tree'].map((name) => join(folder, name)) as [string, string, string];
  const old = new Date('2026-01-01');
  for (const file of ['mm/gup.c', 'mm/rmap.c']) await utimes(join(source, file), old, old);
  await linkTree(source, seed);
  await mkdir(join(seed, 'build'));
  await writeFile(join(seed, 'build', 'gup.o'), 'object');
  await rm(join(seed, 'mm/gup.c'));
  await writeFile(join(seed, 'mm/gup.c'), 'int changed;');

  await linkTree(source, tree);
  t.equal((await stat(join(tree, 'mm/gup.c'))).ino, (await stat(join(source, 'mm/gup.c'))).ino, 'one inode');
  await adoptObjects(tree, { folder: seed, touched: ['mm/gup.c', 'mm/gone.c'] }, []);

  t.equal(await readFile(join(tree, 'build', 'gup.o'), 'utf8'), 'object');
  t.ok((await stat(join(tree, 'mm/gup.c'))).mtime > old, 'what the seed had changed is newer than its object');
  t.equal((await stat(join(tree, 'mm/rmap.c'))).mtimeMs, old.getTime());
  t.equal((await stat(join(source, 'mm/gup.c'))).mtimeMs, old.getTime(), 'and the source was left alone');
});

t.test('what the seed’s series made the same is as old as there: its objects are of it', async (t) => {
  const folder = t.testdir({ source: { 'a.c': 'old', 'b.c': 'old' } });
  const [source, seed, tree] = ['source', 'seed', 'tree'].map((name) => join(folder, name)) as [string, string, string];
  const [built, now] = [new Date('2026-01-01'), new Date('2026-02-01')];
  for (const [place, time, b] of [
    [seed, built, 'one'],
    [tree, now, 'two'],
  ] as const) {
    await linkTree(source, place);
    for (const [name, text] of [
      ['a.c', 'new'],
      ['b.c', b],
    ] as const) {
      await rm(join(place, name));
      await writeFile(join(place, name), text);
      await utimes(join(place, name), time, time);
    }
  }
  await mkdir(join(seed, 'build'));
  await adoptObjects(tree, { folder: seed, touched: ['a.c', 'b.c'] }, ['a.c', 'b.c']);
  t.equal((await stat(join(tree, 'a.c'))).mtimeMs, built.getTime());
  t.ok((await stat(join(tree, 'b.c'))).mtime > now, 'b.c has as many bytes and other ones');
  t.equal((await stat(join(seed, 'a.c'))).nlink, 1, 'the two trees share nothing that was changed');
});
