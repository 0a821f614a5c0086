import { linkSync, mkdirSync, readdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cleanCache } from '../../../../harness/store/retention/clean.ts';
import { entriesIn, markUsed, removeFolder, sizeOf } from '../../../../harness/store/retention/folders.ts';

const now = Date.now();
/** A folder that was used so many days ago. */
function folder(parent: string, name: string, days: number, bytes = 8192): string {
  const path = join(parent, name);
  mkdirSync(join(path, 'deep'), { recursive: true });
  writeFileSync(join(path, 'deep', 'file'), Buffer.alloc(bytes, 1));
  utimesSync(path, now / 1000 - days * 86_400, now / 1000 - days * 86_400);
  return path;
}

t.test('what is beyond a limit goes, with what dead processes left; a dry run removes nothing', async (t) => {
  const cache = t.testdir({ cells: {}, boots: {} });
  for (const [name, days] of [
    ['a', 1],
    ['b', 40],
    ['c', 2],
  ] as const)
    folder(join(cache, 'cells'), name, days);
  mkdirSync(join(cache, 'cells', '.4194305-1-00000000-x.part'));
  const limits = { cells: { what: 'cells', days: 30, bytes: 15_000 }, boots: { what: 'boots', days: 30, most: 1 } };
  const dry = await cleanCache(cache, { dryRun: true, now }, limits);
  t.equal(readdirSync(join(cache, 'cells')).length, 4);
  const wet = await cleanCache(cache, { dryRun: false, now }, limits);
  t.same(wet, dry);
  t.match(wet, [
    {
      what: 'cells',
      kept: 1,
      removed: [
        { name: 'c', why: 'too big' },
        { name: 'b', why: 'old' },
      ],
    },
    { what: 'boots', kept: 0, removed: [] },
  ]);
  t.ok(wet[0]?.removed.every(({ bytes }) => bytes >= 8192 && bytes < 20_000));
  t.same(readdirSync(join(cache, 'cells')), ['a']);
  t.same(await cleanCache(join(cache, 'nowhere'), { dryRun: false, now }, limits), [
    { what: 'cells', kept: 0, removed: [] },
    { what: 'boots', kept: 0, removed: [] },
  ]);
});

t.test('only folders are looked at, and no link is followed', async (t) => {
  const top = t.testdir({ elsewhere: {}, runs: {} });
  const runs = join(top, 'runs');
  const one = folder(runs, 'one', 3);
  const kept = folder(join(top, 'elsewhere'), 'kept', 900);
  symlinkSync(kept, join(runs, 'latest'));
  symlinkSync(kept, join(one, 'inside'));
  writeFileSync(join(runs, 'file'), '');
  mkdirSync(join(runs, '.hidden'));
  t.match(await entriesIn(runs, true), [{ name: 'one', shared: false }]);
  await removeFolder(runs, 'one');
  await removeFolder(runs, 'one');
  t.same(readdirSync(kept), ['deep'], 'what a link pointed to is still there');
  t.same(readdirSync(runs).toSorted(), ['.hidden', 'file', 'latest']);
});

t.test('a file counts once, and for nothing where another folder has it', async (t) => {
  const top = t.testdir({});
  const one = folder(top, 'one', 0, 65_536);
  const alone = await sizeOf(one);
  t.equal(alone.shared, false);
  linkSync(join(one, 'deep', 'file'), join(one, 'twice'));
  t.same(await sizeOf(one), alone, 'twice in one folder');
  linkSync(join(one, 'deep', 'file'), join(top, 'outside'));
  const shared = await sizeOf(one);
  t.equal(shared.shared, true);
  t.ok(alone.bytes - shared.bytes >= 65_536);
  const sparse = folder(top, 'sparse', 0, 0);
  truncateSync(join(sparse, 'deep', 'file'), 2 ** 30);
  t.ok((await sizeOf(sparse)).bytes < 2 ** 20, 'holes take no room');
});

t.test('use is noted; of what is gone nobody is told', async (t) => {
  const top = t.testdir({});
  folder(top, 'one', 40);
  await markUsed(join(top, 'one'));
  await markUsed(join(top, 'gone'));
  const [entry] = await entriesIn(top, false);
  t.ok(Math.abs((entry?.used ?? 0) - Date.now()) < 60_000);
});
