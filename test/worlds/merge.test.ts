import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { World } from './helpers.ts';

const suiteOf = (world: World): string =>
  world.suite(
    'split',
    { oops: world.behaviour('oops', 'mmap-store-writeback', 'oops') },
    { filesystems: ['ext4', 'xfs'], seeds: [1, 2] },
  );

/** Runs all shards of the suite, and says where they are. */
async function shards(world: World, suite: string, of: number): Promise<string[]> {
  const folders: string[] = [];
  for (let shard = 1; shard <= of; shard += 1) {
    const { code, stderr, stdout } = await world.pinproof('run', suite, '--shard', `${shard}/${of}`);
    if (code !== 0) throw new Error(stderr);
    if (!stdout.startsWith(`shard ${shard} of ${of}: `)) throw new Error(stdout);
    folders.push(join(world.cwd, 'pinproof-out', world.latestName()));
  }
  return folders;
}

/** What of a verdict does not depend on where and how often cells were run. */
function told(world: World): unknown {
  const { selfCheck, ...verdict } = world.record('verdict.json');
  return JSON.parse(JSON.stringify(verdict).replaceAll(world.latestName(), 'RUN'));
}

t.test('shards, each on a machine of its own, are together what the whole run is', async (t) => {
  const world = new World(t.testdir({}));
  const suite = suiteOf(world);
  const whole = await world.pinproof('run', suite);
  t.equal(whole.code, 1, whole.stderr);
  const expected = told(world);
  // Nothing of the whole run is recalled; builds are.
  rmSync(join(world.cache, 'cells'), { recursive: true });
  world.forget();
  const folders = await shards(world, suite, 3);
  t.same([world.made(), world.guests().length], [[], 16], 'no tree is built again, no cell runs twice');
  t.throws(() => world.latest('verdict.json'), /ENOENT/, 'a shard has no verdict');
  t.match(world.record('run.json'), { state: 'finished', exitCode: 0 });
  t.match((await world.pinproof('history')).stdout.match(/split/g), ['split'], 'nor is it in the history');

  world.forget();
  // As they come from other machines: without the kernels, and elsewhere.
  const there = folders.map((_, index) => join(world.folder, 'brought', `${index}`));
  world.write('brought/.keep', '');
  for (const [index, folder] of folders.entries()) renameSync(folder, there[index] ?? '');
  for (const folder of there) rmSync(join(folder, 'trees/base/vmlinux'));
  const merged = await world.pinproof('merge', ...there.toReversed());
  t.equal(merged.code, 1, merged.stderr);
  t.same(world.guests(), []);
  t.same(told(world), expected);
  t.match(merged.stdout, /Regression: 4 regressed; 4 unchanged-bad\n/);
  t.match(world.latest('cells/oops/dif1-dix1/xfs/mmap-store-writeback/2/console.log'), /BUG: /);
  const { vmlinux, config } = world.record('build.json').trees.oops;
  t.same(
    [vmlinux, config],
    ['vmlinux', 'config'].map((name) => join('trees/oops', name)),
  );
  t.ok(world.latest(vmlinux).length > 0);
  t.equal(world.record('boot.json').trees.oops.console, 'trees/oops/boot/console.log');
  t.match(world.latest('trees/oops/boot/console.log'), /Linux version/);
  t.same(world.record('plan.json'), JSON.parse(readFileSync(join(there[0] ?? '', 'plan.json'), 'utf8')));
  t.match((await world.pinproof('history')).stdout.match(/split/g), ['split', 'split'], 'the merged run is');
  t.match(world.record('run.json'), { state: 'finished', exitCode: 1 });
});

t.test('one build for all: the folder of a run that is booted is run in shards', async (t) => {
  const world = new World(t.testdir({}));
  const suite = suiteOf(world);
  for (const args of [['plan', suite], ['build'], ['boot']])
    t.equal((await world.pinproof(...args)).code, 0, `${args}`);
  const run = join(world.cwd, 'pinproof-out', world.latestName());
  const cells = await world.pinproof('run', run, '--shard', '1/1');
  t.equal(cells.code, 0, cells.stderr);
  t.match((await world.pinproof('run', run, '--shard', '1/2')).stderr, /this run is shard 1\/1 already/);
  t.equal((await world.pinproof('run', run)).stdout, cells.stdout, 'it goes on as the shard that it is');
  const merged = await world.pinproof('merge', run);
  t.equal(merged.code, 1, merged.stderr);
  t.match(
    (await world.pinproof('run', 'pinproof-out/latest', '--shard', '1/2')).stderr,
    /this run is judged, as a whole/,
  );
});

t.test('what does not belong together, or is not all there, is no run', async (t) => {
  const world = new World(t.testdir({}));
  const suite = suiteOf(world);
  const [one = '', two = ''] = await shards(world, suite, 2);
  const refused = async (...runs: string[]): Promise<string> => {
    const { code, stderr, stdout } = await world.pinproof('merge', ...runs);
    t.same([code, stdout], [2, ''], stderr);
    return stderr;
  };
  t.match(await refused(one), /of 2 shards, this is missing: 2\n {2}-> pinproof run SUITE --shard 2\/2/);
  t.match(await refused(one, world.folder), /this is not the folder of a run/);
  t.equal((await world.pinproof('merge', one, two, two)).code, 1, 'what is there twice, and equal, is there once');

  const cell = join(two, 'cells/oops/dif1-dix1/xfs/mmap-store-writeback/1/cell.json');
  const text = readFileSync(cell, 'utf8');
  world.write('again/.keep', '');
  const again = join(world.folder, 'again/two');
  cpSync(two, again, { recursive: true });
  writeFileSync(cell, text.replace('"ending": "oopsed"', '"ending": "hung"'));
  t.match(
    await refused(one, two, again),
    /two folders say different things of oops\/dif1-dix1\/xfs\/mmap-store-writeback\/1/,
  );
  rmSync(cell);
  t.match(
    await refused(one, two),
    /shard 2 of 2 is not finished: oops\/.* was not run\n {2}-> pinproof run .* goes on/,
  );
  t.equal((await world.pinproof('run', two)).code, 0);
  t.equal((await world.pinproof('merge', one, two)).code, 1);
  t.match((await world.pinproof('run', suite, '--shard', '3/2')).stderr, /2\/4 is the second of four/);
});

t.test('a base that does not build is told by each shard and by all together', async (t) => {
  const world = new World(t.testdir({}));
  world.write('kernel/mm/gup.c', 'no C\n');
  const suite = world.suite('broken', {});
  const folders: string[] = [];
  for (const shard of ['1/2', '2/2']) {
    const { code, stderr } = await world.pinproof('run', suite, '--shard', shard);
    t.equal(code, 3, stderr);
    folders.push(join(world.cwd, 'pinproof-out', world.latestName()));
  }
  const merged = await world.pinproof('merge', ...folders);
  t.equal(merged.code, 3);
  t.match(merged.stderr, /the base tree could not be built, so there is nothing to compare with/);
});
