import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import t from 'tap';
import { z } from 'zod';
import { usingCacheLock } from '../../harness/store/cacheLock.ts';
import { until, World } from './helpers.ts';

const schema = z.fromJSONSchema(
  JSON.parse(readFileSync(new URL('../../docs/schemas/history.schema.json', import.meta.url), 'utf8')),
);
const database = (world: World): string => join(world.folder, 'home', '.local', 'state', 'pinproof', 'history.sqlite');
const runOf = (world: World): string => join(world.cwd, 'pinproof-out', world.latestName());

t.test('runs are remembered, compared, and outlive their folders', async (t) => {
  const world = new World(t.testdir({}));
  const mine = world.behaviour('mine', 'rdma-write-writeback', 'pass');
  const suite = world.suite('remembered', { mine });
  t.notMatch((await world.pinproof('run', suite)).stdout, /History/, 'there is nothing to tell from yet');
  const first = world.record('run.json');
  t.match(first, { state: 'finished', exitCode: 0, pinproof: /^\d/ });
  t.ok(first.ended >= first.started);

  world.behaviour('mine', 'rdma-write-writeback', 'oops');
  const second = await world.pinproof('run', suite);
  t.equal(second.code, 1);
  t.match(
    second.stdout.replace(/\n {2,4}minute/, ' minute'),
    /\n {2}History, failing cells: 1 is new \(mine\/dif1-dix1\/ext4\/rdma-write-writeback\/1\); 1 was first seen 1 minute ago\n/,
  );
  const worse = await world.pinproof('compare', 'latest~1', 'latest');
  t.equal(worse.code, 1, worse.stderr);
  t.match(worse.stdout, /other candidate\n {4}- mine, 1 patch \w{8}\n {4}\+ mine, 1 patch \w{8}\n/);
  t.match(worse.stdout, /1 worse +before +after\n.*\n {2}mine\/dif1-dix1\/ext4\/rdma-write-writeback\/1 +pass +fail: /);
  t.match(worse.stdout, /Worse: 4 cells in both\n$/);

  const third = await world.pinproof('run', suite);
  t.match(third.stdout, /\n {2}History, failing cells: 2 were first seen 1 minute ago\n/);
  const name = world.latestName();
  rmSync(join(world.cwd, 'pinproof-out'), { recursive: true });
  const better = await world.pinproof('compare', name, first.id.slice(0, 8));
  t.equal(better.code, 0, better.stderr);
  t.match(better.stdout, /1 better[\s\S]*No worse: 4 cells in both\n$/);

  const table = await world.pinproof('history');
  t.equal(table.code, 0);
  t.match(
    table.stdout,
    /remembered +6\.1\.0-fake +mine +regression +the same\n.* regression +1 worse\n.* nothing regressed +·\n$/,
  );
  const narrow = await world.pinproof('history', '--candidate', 'mine', '--cell', 'ext4/rdma');
  t.match(narrow.stdout, / 1 fail +the same\n.* 1 fail +1 worse\n.* 1 pass +·\n$/);
  const json = JSON.parse((await world.pinproof('history', '--json')).stdout);
  t.ok(schema.safeParse(json).success, 'as its published schema has it');
  t.equal(json.runs.length, 3);
  t.match(json.runs[2].run, { id: first.id, trees: [{ id: 'base' }, { patches: [{ subject: /change mm\/gup\.c/ }] }] });
  for (const args of [
    ['compare', 'nothing', first.id],
    ['history', '--candidate', 'nobody'],
  ]) {
    const none = await world.pinproof(...args);
    t.same([none.code, none.stdout], [2, ''], args.join(' '));
    t.match(none.stderr, / {2}-> pinproof history lists /);
  }
});

t.test('a run that fails, or is interrupted, is remembered as far as it got', async (t) => {
  const world = new World(t.testdir({}));
  const hang = world.behaviour('hang', 'mmap-store-writeback', 'hang');
  const suite = world.suite('cut', { hang });
  const { child, ended } = world.start(['run', suite, '--jobs', '1']);
  await until(() => world.guests().length === 6);
  child.kill('SIGINT');
  t.equal((await ended).code, 69);
  t.match(world.record('run.json'), { state: 'interrupted', exitCode: 69, message: /^interrupted by SIGINT/ });
  t.notOk(existsSync(join(runOf(world), 'verdict.json')), 'no verdict was made of a part');
  const bad = world.series('bad', 'mm/gup.c', 'int', 'not C at all');
  const failed = await world.pinproof('run', world.suite('cut', { bad }));
  t.equal(failed.code, 3);
  const { runs } = JSON.parse((await world.pinproof('history', '--json')).stdout);
  t.match(runs, [
    { run: { state: 'failed', exitCode: 3, cells: [], trees: [{ release: '6.1.0-fake' }, { failed: 'build' }] } },
    { run: { state: 'interrupted', exitCode: 69, trees: [{ id: 'base' }, { id: 'hang' }] } },
  ]);
  t.same(runs[1].run.cells.map(({ id, status }: { id: string; status: string }) => `${id} ${status}`).toSorted(), [
    'base/dif1-dix1/ext4/mmap-store-writeback/1 pass',
    'base/dif1-dix1/ext4/rdma-write-writeback/1 fail',
    'hang/dif1-dix1/ext4/rdma-write-writeback/1 fail',
  ]);
  t.match((await world.pinproof('history')).stdout, / failed: no candidate is left to judge +·\n.* interrupted +·\n$/);
});

t.test('a run that was made elsewhere, or by an older pinproof, can be added; once', async (t) => {
  const world = new World(t.testdir({}));
  await world.pinproof('run', world.suite('old', {}));
  const run = runOf(world);
  rmSync(join(world.folder, 'home', '.local'), { recursive: true });
  rmSync(join(run, 'run.json'));
  const added = await world.pinproof('history', 'add', run);
  t.equal(added.code, 0, added.stderr);
  t.match(added.stdout, /^[0-9a-f]{12} {2}\S+: 2 cells\n$/);
  const moved = join(world.folder, 'elsewhere', world.latestName());
  cpSync(run, moved, { recursive: true });
  t.equal((await world.pinproof('history', 'add', moved)).stdout.slice(0, 12), added.stdout.slice(0, 12));
  await world.pinproof('judge', run);
  t.notOk(existsSync(join(run, 'run.json')), 'which machine it was is not made up');
  const { runs } = JSON.parse((await world.pinproof('history', '--json')).stdout);
  t.equal(runs.length, 1);
  t.match(runs[0].run, { state: 'finished', exitCode: 0, conclusion: 'nothing-regressed' });
  t.notOk('host' in runs[0].run);
  const none = await world.pinproof('history', 'add', world.folder);
  t.equal(none.code, 2);
  t.match(none.stderr, /this is not the folder of a run/);
});

t.test('a history that cannot be used costs no verdict, and says what to do', async (t) => {
  const world = new World(t.testdir({}));
  const suite = world.suite('spoilt', {}, { workloads: ['mmap-store-writeback'] });
  t.equal((await world.pinproof('run', suite)).code, 0);
  const damages: Record<string, [() => void, RegExp]> = {
    damaged: [() => writeFileSync(database(world), 'no database at all'.repeat(100)), /the history is damaged\n/],
    newer: [
      () => {
        rmSync(database(world));
        const newer = new DatabaseSync(database(world));
        newer.exec(`PRAGMA user_version = 99; PRAGMA application_id = ${0x70696e70}`);
        newer.close();
      },
      /the history is of a newer pinproof: version 99/,
    ],
  };
  for (const [name, [damage, message]] of Object.entries(damages)) {
    damage();
    const run = await world.pinproof('run', suite);
    t.equal(run.code, 0, name);
    t.match(run.stdout, /Base evaluated: 1 pass\n/);
    t.match(run.stderr, /^pinproof: the history is left out: /m);
    t.match(run.stderr, message);
    t.equal(world.record('run.json').state, 'finished');
    for (const command of [['history'], ['history', 'add', runOf(world)], ['compare', 'latest~1', 'latest']]) {
      const asked = await world.pinproof(...command);
      t.same([asked.code, asked.stdout], [69, ''], command.join(' '));
      t.match(asked.stderr, message);
    }
  }
});

t.test('two runs at the same time are both remembered', async (t) => {
  const world = new World(t.testdir({}));
  const suite = world.suite('both', {}, { workloads: ['mmap-store-writeback'] });
  t.equal((await world.pinproof('run', suite)).code, 0);
  const all = await Promise.all([1, 2, 3].map(() => world.pinproof('run', suite)));
  for (const { code, stderr } of all) {
    t.equal(code, 0);
    t.notMatch(stderr, /the history is/);
  }
  t.equal(JSON.parse((await world.pinproof('history', '--json')).stdout).runs.length, 4);
});

t.test('a cell that said something else under the same content address is an alarm', async (t) => {
  const world = new World(t.testdir({}));
  const suite = world.suite('exact', {}, { workloads: ['mmap-store-writeback'] });
  await world.pinproof('run', suite);
  const cells = join(world.cache, 'cells');
  const [key = ''] = readdirSync(cells);
  // Another file: the first run has a link to this one.
  const console = readFileSync(join(cells, key, 'console.log'), 'latin1');
  rmSync(join(cells, key, 'console.log'));
  writeFileSync(join(cells, key, 'console.log'), console.replace('Linux version', 'Lunix version'));
  const { stdout } = await world.pinproof('run', suite);
  t.match(
    stdout.replace(/\n +/g, ' '),
    /Not exact: 1 cell \(base\/\S+\) said something else in run [0-9a-f]{12}, 1 minute ago, though/,
  );
});

t.test(
  'clean removes old runs of this folder and old artefacts, and nothing that is in use or not its own',
  async (t) => {
    const world = new World(t.testdir({}));
    const suite = world.suite('swept', {}, { workloads: ['mmap-store-writeback'] });
    await world.pinproof('run', suite);
    const out = join(world.cwd, 'pinproof-out');
    const latest = world.latestName();
    for (let day = 1; day <= 25; day += 1)
      cpSync(join(out, latest), join(out, `swept-202001${String(day).padStart(2, '0')}-120000`), { recursive: true });
    cpSync(join(out, latest), join(out, 'truth'), { recursive: true });
    mkdirSync(join(out, 'notes-20190101-120000'));
    const cached = (kind: string): string[] =>
      readdirSync(join(world.cache, kind)).filter((name) => !name.endsWith('.lock'));
    const checkpoints = (): string[] => cached('checkpoints');
    const age = (): void => {
      for (const kind of ['checkpoints', 'cells'])
        for (const name of cached(kind)) utimesSync(join(world.cache, kind, name), 1000, 1000);
    };
    age();
    const before = checkpoints();
    t.not(before.length, 0);

    const dry = await world.pinproof('clean', '--dry-run');
    t.equal(dry.code, 0, dry.stderr);
    t.match(dry.stdout, / runs +20 +6 +\S+ \wiB +too old\n/);
    t.equal(readdirSync(out).length, 29);
    // This process works with the oldest of them, which would go first.
    const used = join(out, 'swept-20200101-120000');
    const nobody = (): void => {};
    const beside = await usingCacheLock(world.cache, used, nobody, undefined, () => world.pinproof('clean'));
    t.match(beside.stdout, new RegExp(`The cache was left alone: process ${process.pid} works with it\n`));
    t.match(beside.stdout, / runs +20 +5 +\S+ \wiB +too old\n/);
    t.ok(existsSync(used));
    t.same(checkpoints(), before, 'nothing of the cache is removed while somebody works with it');

    const clean = await world.pinproof('clean');
    t.equal(clean.code, 0, clean.stderr);
    t.match(clean.stdout, / cells +\d+ +0\n/, 'a run still has its files: to remove them would free nothing');
    const left = readdirSync(out).filter((name) => name.startsWith('swept-'));
    t.ok(left.includes(latest));
    t.equal(left.length, 20);
    t.notOk(existsSync(used));
    t.same(checkpoints(), []);
    t.ok(
      existsSync(join(out, 'truth')) && existsSync(join(out, 'notes-20190101-120000')),
      'what pinproof did not make',
    );
    t.equal((await world.pinproof('run', suite)).code, 0, 'what is gone is made again');
  },
);

t.test('the cache is cleaned by itself, once a day, after a run', async (t) => {
  const world = new World(t.testdir({}));
  const suite = world.suite('daily', {}, { workloads: ['mmap-store-writeback'] });
  const old = (): string => {
    const folder = join(world.cache, 'images', '00000000000000000000');
    mkdirSync(folder, { recursive: true });
    utimesSync(folder, 1000, 1000);
    return folder;
  };
  const first = old();
  t.equal((await world.pinproof('run', suite)).code, 0);
  t.notOk(existsSync(first));
  const second = old();
  await world.pinproof('run', suite);
  t.ok(existsSync(second), 'not twice');
  utimesSync(join(world.cache, 'cleaned'), 1000, 1000);
  await world.pinproof('run', suite);
  t.notOk(existsSync(second));
});
