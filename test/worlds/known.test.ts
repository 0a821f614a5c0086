import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { JudgedCell } from '../../harness/records/run/verdict.ts';
import { World } from './helpers.ts';

const entry = { reason: 'a false alarm', link: 'https://example.org/1', expires: '2999-12-31' };
const warning = { pattern: 'WARNING in gup_put_folio', ...entry };
const workloads = ['mmap-store-writeback'];
const cells = (world: World) =>
  world.record('verdict.json').cells.map(({ status, failures, known = [] }: JudgedCell) => ({
    status,
    kinds: failures.map(({ kind }) => kind),
    known: known.map(({ title }) => title),
  }));

t.test('a known splat is no failure, hides nothing, and makes no cell another', async (t) => {
  const world = new World(t.testdir({}));
  const candidates = {
    warns: world.behaviour('warns', 'mmap-store-writeback', 'warn'),
    dies: world.behaviour('dies', 'mmap-store-writeback', 'warn-and-die'),
    idles: world.behaviour('idles', 'mmap-store-writeback', 'warn-idle'),
  };
  const unknown = await world.pinproof('run', world.suite('issues', candidates, { workloads }));
  t.equal(unknown.code, 1, unknown.stderr);
  t.strictSame(cells(world), [
    { status: 'pass', kinds: [], known: [] },
    { status: 'fail', kinds: ['splat:warning'], known: [] },
    { status: 'fail', kinds: ['splat:warning', 'ending:silent'], known: [] },
    { status: 'fail', kinds: ['splat:warning'], known: [] },
  ]);

  world.forget();
  world.write('known.yaml', JSON.stringify([warning, { ...entry, pattern: 'WARNING in nobody' }], null, 2));
  const suite = world.suite('issues', candidates, { workloads, known: 'known.yaml' });
  const run = await world.pinproof('run', suite);
  t.equal(run.code, 1, 'a guest that fell silent behind it has regressed');
  t.same([world.made(), world.guests()], [[], []], 'what is known re-keys neither builds nor cells');
  const known = ['WARNING in gup_put_folio'];
  t.strictSame(cells(world), [
    { status: 'pass', kinds: [], known: [] },
    { status: 'pass', kinds: [], known },
    { status: 'fail', kinds: ['ending:silent'], known },
    { status: 'invalid', kinds: [], known },
  ]);
  t.match(world.record('verdict.json').cells[1].known, [{ reason: entry.reason, link: entry.link, count: 1 }]);
  t.match(world.record('verdict.json').known, [
    { pattern: warning.pattern, reports: 3, cells: 3 },
    { pattern: 'WARNING in nobody', reports: 0, cells: 0 },
  ]);
  t.match(run.stdout, /Known issues, not counted as failures: \S*known\.yaml:2:3 \(3 reports in 3 cells\)\n/);
  t.match(run.stdout, /Note: \S*known\.yaml:8:3: nothing in this run was "WARNING in nobody"\n/);

  const alone = world.suite('issues', { warns: candidates.warns }, { workloads, known: [warning] });
  const clean = await world.pinproof('run', alone);
  t.equal(clean.code, 0, clean.stderr);
  t.match(clean.stdout, /✓ pass +✓ pass +unchanged-good\n/);
  t.match(clean.stdout, /issues\.yaml:\d+:5 \(1 report in 1 cell\)\n/, 'a list in the suite has places too');
  t.same([world.made(), world.guests()], [[], []]);
  const again = await world.pinproof('judge');
  t.equal(again.code, 0, 'judged from the records alone, it is the same');
  t.equal((await world.pinproof('report')).stdout, clean.stdout);
});

t.test('an entry that has expired fails the run before anything is done', async (t) => {
  const world = new World(t.testdir({}));
  world.write(
    'known.yaml',
    JSON.stringify([warning, { ...warning, pattern: 'WARNING in f', expires: '2020-02-29' }], null, 2),
  );
  const suite = world.suite('late', {}, { workloads, known: 'known.yaml' });
  for (const command of ['run', 'plan']) {
    const { code, stdout, stderr } = await world.pinproof(command, suite);
    t.strictSame([code, stdout], [2, ''], stderr);
    t.match(
      stderr,
      /pinproof: (\S*known\.yaml:8:3): a known issue has expired\n {2}\1: WARNING in f held until 2020-02-29, https:\/\/example\.org\/1\n {2}-> see whether the bug is fixed/,
    );
  }
  t.notOk(existsSync(join(world.cwd, 'pinproof-out')), 'not even the folder of a run is made');
  t.same([world.made(), world.guests()], [[], []]);
});

t.test('an entry that expires behind its plan fails the stages that would go on from it', async (t) => {
  const world = new World(t.testdir({}));
  await world.pinproof('plan', world.suite('old', {}, { workloads, known: [warning] }));
  world.write(
    join('work/pinproof-out/latest/plan.json'),
    world.latest('plan.json').replace('2999-12-31', '2020-02-29'),
  );
  for (const args of [['build'], ['run', 'pinproof-out/latest']]) {
    const { code, stderr } = await world.pinproof(...args);
    t.equal(code, 2, stderr);
    t.match(stderr, /a known issue has expired\n/);
  }
  t.same([world.made(), world.guests()], [[], []]);
});

t.test('a cell that is run once more is judged by the same entries', async (t) => {
  const world = new World(t.testdir({}));
  const base = { source: world.kernel, series: world.behaviour('warns', 'mmap-store-writeback', 'warn') };
  const suite = world.suite('native', {}, { base, workloads, engine: 'native', repeats: 1, known: [warning] });
  t.equal((await world.pinproof('run', suite)).code, 0);
  const cell = 'pinproof-out/latest/base/dif1-dix1/ext4/mmap-store-writeback/1/r1';
  const { code, stdout, stderr } = await world.pinproof('replay', cell);
  t.equal(code, 0, stderr);
  t.match(stdout, /\n {2}the same outcome: pass\n/);
});
