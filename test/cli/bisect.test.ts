import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { z } from 'zod';
import { until, World } from './helpers.ts';
import { guestDoes, type Step, writeSteps } from './patches.ts';

const schema = z.fromJSONSchema(
  JSON.parse(readFileSync(new URL('../../docs/schemas/bisect.schema.json', import.meta.url), 'utf8')),
);
const rdma = (from: string, to: string): Step => guestDoes('mm/gup.c', 'rdma-write-writeback', from, to);
const mmap = (from: string, to: string): Step => guestDoes('mm/page-writeback.c', 'mmap-store-writeback', from, to);
/** A patch that changes nothing of what guests do. */
const idle = (number: number): Step => ({
  file: 'block/fops.c',
  from: 'GUEST("dio-read-into-mapping", "pass");\n',
  to: `GUEST("dio-read-into-mapping", "pass");\n/* ${number} */\n`,
});
const boot = (from: string, to: string): Step => guestDoes('init/main.c', 'boot', from, to);
/** Cells by tree, as guests ran them. */
const ran = (world: World): number => world.guests().filter(({ what }) => what !== 'boot').length;

t.test('the patch that makes a cell oops, by halving; other cells are run at the ends alone', async (t) => {
  const world = new World(t.testdir({}));
  const steps = [idle(1), rdma('guard-errors', 'pass'), idle(3), mmap('pass', 'oops'), idle(5), idle(6), idle(7)];
  const suite = world.suite('mine', { mine: writeSteps(world, 'mine', steps) }, { filesystems: ['ext4', 'xfs'] });
  const { code, stdout, stderr } = await world.pinproof('bisect', suite, '--cell', 'xfs/mmap*', '--jobs', '1');
  t.equal(code, 0, stderr);
  t.match(
    stdout,
    /^pinproof · mine\n\n {2}cell {2}dif1-dix1\/xfs\/mmap-store-writeback\/1\n {2}base {2}pass\n {2}mine {2}fail: BUG: NULL pointer dereference/,
  );
  t.match(stdout, /\n {2}2 {2}old .*step 2\n.*pass\n {2}3 {2}old .*\n.*\n {2}4 {2}new .*step 4\n {17}fail: BUG: NULL/);
  t.match(
    stdout,
    /\n {2}It comes with patch 4 {2}mine: step 4\n {4}by {7}A Developer <a@example\.org>, <4@example\.org>\n {4}without {2}pass\n/,
  );
  t.match(stdout, /\n {2}patches {4}7, of which 3 tried\n$/);
  t.equal(ran(world), 2 + 3, 'the base’s cell is recalled at each step');
  const record = world.record('bisect.json');
  t.ok(schema.safeParse(record).success, 'as its published schema has it');
  t.same(
    record.steps.map(({ patches, side }: { patches: number; side: string }) => [patches, side]),
    [
      [3, 'old'],
      [5, 'new'],
      [4, 'new'],
    ],
  );
  t.same(record.suspects, [4]);
  const [command] = /pinproof replay \S+\/steps\/4\/\S+/.exec(stdout) ?? [];
  const replayed = await world.pinproof(...(command ?? '').split(' ').slice(1));
  t.equal(replayed.code, 0, `${command}: ${replayed.stderr}`);
  t.same(world.processes(), []);
  t.same(world.debris(), []);

  world.forget();
  const again = await world.pinproof('bisect', suite, '--cell', 'xfs/mmap*', '--json');
  t.equal(again.code, 0);
  t.same([world.made(), world.guests()], [[], []], 'nothing is computed twice');
  t.same(JSON.parse(again.stdout).suspects, [4]);
});

t.test('without a cell the gravest difference is explained; a fix has its patch, too', async (t) => {
  const world = new World(t.testdir({}));
  const series = writeSteps(world, 'mine', [idle(1), mmap('pass', 'warn'), rdma('guard-errors', 'pass'), idle(4)]);
  const suite = world.suite('mine', { mine: series });
  const gravest = await world.pinproof('bisect', suite);
  t.equal(gravest.code, 0, gravest.stderr);
  t.match(gravest.stdout, /mmap-store-writeback\/1 \(1 more differ: --cell chooses\)\n/);
  t.match(gravest.stdout, /It comes with patch 2 /);
  const fixed = await world.pinproof('bisect', suite, '--cell', 'rdma');
  t.match(fixed.stdout, /base {2}fail: 3 guard tag errors\n {2}mine {2}pass\n/);
  t.match(
    fixed.stdout,
    /It comes with patch 3 .*\n.*\n {4}without {2}fail: 3 guard tag errors\n.*\n {4}with {5}pass\n/,
  );
});

t.test('ends that agree are refused, and so is what cannot be tried at all', async (t) => {
  const world = new World(t.testdir({}));
  const series = writeSteps(world, 'mine', [idle(1), idle(2)]);
  const suite = world.suite('mine', { mine: series }, { filesystems: ['ext4'] });
  const same = await world.pinproof('bisect', suite, '--cell', 'rdma');
  t.same([same.code, same.stdout], [3, '']);
  t.match(
    same.stderr,
    /base and mine do not differ in the cell: there is nothing to look for\n {2}dif1-dix1\/ext4\/rdma-write-writeback\/1: unchanged-bad\n {4}base: fail: 3 guard tag errors\n {4}mine: fail: 3 guard tag errors\n/,
  );
  const none = await world.pinproof('bisect', suite, '--cell', 'rmda');
  t.equal(none.code, 2);
  t.match(none.stderr, /no cell of the suite is like "rmda"\n/);
  const nobody = await world.pinproof('bisect', suite, '--candidate', 'mien');
  t.match(nobody.stderr, /no candidate with a series is called "mien"\n {2}-> perhaps mine/);
  const two = await world.pinproof('bisect', world.suite('two', { mine: series, other: series }));
  t.match(two.stderr, /several candidates have a series\n {2}-> say which one: --candidate mine, or other/);
  const idleSource = await world.pinproof('bisect', '--base', world.kernel);
  t.match(idleSource.stderr, /no candidate has a series to go through/);
  const broken = writeSteps(world, 'broken', [{ ...idle(1), to: 'nonsense(' }]);
  const unbuilt = await world.pinproof('bisect', world.suite('broken', { broken }));
  t.equal(unbuilt.code, 3);
  t.match(unbuilt.stderr, /the whole series cannot be tried, so there is nothing to look for\n/);
});

t.test('trees that do not build, do not boot or fail in another way are gone around', async (t) => {
  const world = new World(t.testdir({}));
  const series = writeSteps(world, 'mine', [
    idle(1),
    { file: 'block/fops.c', from: '/* 1 */', to: 'nonsense(' },
    { file: 'block/fops.c', from: 'nonsense(', to: '' },
    boot('pass', 'panic'),
    boot('panic', 'pass'),
    mmap('pass', 'hang-not'),
    mmap('hang-not', 'warn'),
    mmap('warn', 'oops'),
  ]);
  const suite = world.suite('mine', { mine: series }, { workloads: ['mmap-store-writeback'] });
  const { code, stdout, stderr } = await world.pinproof('bisect', suite);
  t.equal(code, 0, stderr);
  t.match(stdout, / {2}4 {2}untestable .*\n.*the kernel does not boot/);
  t.match(stdout, / {2}7 {2}untestable .*\n.*fail: WARNING/);
  t.match(stdout, /It is one of|It comes with patch/);
});

t.test('where nothing between can be tested, all since are suspects', async (t) => {
  const world = new World(t.testdir({}));
  const series = writeSteps(
    world,
    'mine',
    [
      { ...idle(1), to: 'nonsense(1' },
      { file: 'block/fops.c', from: 'nonsense(1', to: 'nonsense(2' },
      { file: 'block/fops.c', from: 'nonsense(2', to: idle(1).from },
      mmap('pass', 'oops'),
    ].toSpliced(2, 0),
  );
  const suite = world.suite('mine', { mine: series }, { workloads: ['mmap-store-writeback'] });
  const whole = await world.pinproof('bisect', suite);
  t.equal(whole.code, 0, whole.stderr);
  const all = writeSteps(world, 'all', [
    { ...idle(1), to: 'nonsense(1' },
    mmap('pass', 'oops'),
    { file: 'block/fops.c', from: 'nonsense(1', to: idle(1).from },
  ]);
  const { code, stdout } = await world.pinproof(
    'bisect',
    world.suite('all', { all }, { workloads: ['mmap-store-writeback'] }),
  );
  t.equal(code, 3);
  t.match(stdout, /1 {2}untestable .*\n.*block\/fops\.c:4: the tree does not build\n/);
  t.match(
    stdout,
    /It is one of 3 patches; which one cannot be tested:\n {4}1 {2}all: step 1\n {4}2 {2}all: step 2\n {4}3 {2}all: step 3\n/,
  );
  t.same(world.record('bisect.json').suspects, [1, 2, 3]);
});

t.test('a bug that comes, goes and comes: a patch that really brings it, with both sides seen', async (t) => {
  const world = new World(t.testdir({}));
  const series = writeSteps(world, 'mine', [
    mmap('pass', 'oops'),
    mmap('oops', 'pass'),
    idle(3),
    mmap('pass', 'oops'),
    idle(5),
  ]);
  const { code, stdout, stderr } = await world.pinproof(
    'bisect',
    world.suite('mine', { mine: series }, { workloads: ['mmap-store-writeback'] }),
  );
  t.equal(code, 0, stderr);
  t.match(
    stdout,
    /It comes with patch 4 .*\n.*\n {4}without {2}pass\n {11}pinproof replay \S+\/steps\/3\/.*\n {4}with {5}fail: BUG/,
  );
  t.match(stdout, /5, of which 3 tried/);
});

t.test('interrupted in the middle, the same command goes on from there', async (t) => {
  const world = new World(t.testdir({}));
  const series = writeSteps(world, 'mine', [idle(1), mmap('pass', 'stubborn'), mmap('stubborn', 'oops'), idle(4)]);
  const suite = world.suite('mine', { mine: series }, { workloads: ['mmap-store-writeback'] });
  const { child, ended } = world.start(['bisect', suite, '--jobs', '1']);
  await until(() => ran(world) === 3);
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  t.equal(code, 69);
  t.match(stderr, /interrupted by SIGINT; what is finished is kept/);
  t.same(world.record('bisect.json').steps, []);
  t.same(world.processes(), []);
  t.same(world.debris(), []);
  world.forget();
  const step = world.start(['bisect', suite, '--step', '--jobs', '1']);
  t.equal((await step.ended).code, 1, 'the ends are known');
  t.equal(ran(world), 0);
  const again = world.start(['bisect', suite, '--jobs', '1']);
  await until(() => ran(world) === 1);
  again.child.kill('SIGTERM');
  t.equal((await again.ended).code, 69);
});

t.test('native: numbers decide each step, and are doubled where they are too few', async (t) => {
  const world = new World(t.testdir({}));
  const series = writeSteps(world, 'mine', [idle(1), mmap('pass', 'oops'), idle(3)]);
  const more = { engine: 'native', workloads: ['mmap-store-writeback'], repeats: 20 };
  const { code, stdout, stderr } = await world.pinproof('bisect', world.suite('mine', { mine: series }, more));
  t.equal(code, 0, stderr);
  t.match(stdout, /base {2}pass in 0 of 20 runs\n {2}mine {2}fail in 20 of 20 runs: BUG/);
  t.match(stdout, / {2}1 {2}old .*\n.*pass in 0 of 20 runs\n {2}2 {2}new .*\n.*fail in 20 of 20/);
  t.match(stdout, /It comes with patch 2 /);
  const few = await world.pinproof('bisect', world.suite('few', { mine: series }, { ...more, repeats: 4 }));
  t.match(few.stdout, / {2}1 {2}untestable .*\n.*pass in 0 of 16 runs; too few runs to tell: /);
  t.match(
    few.stdout,
    / {2}3 {2}new .*\n.*fail in 8 of 8 runs/,
    'four runs of four are p 0.014, and three looks take 0.017',
  );
  t.equal(few.code, 3);
});

t.test('a step of git bisect run: good, bad, untestable, and 128 and over where it says nothing', async (t) => {
  const world = new World(t.testdir({}));
  const suite = world.suite('here', {}, { workloads: ['mmap-store-writeback'] });
  const step = async (...args: string[]) => world.pinproof('bisect', '--step', ...args);
  const good = await step(suite);
  t.equal(good.code, 0, good.stderr);
  t.match(good.stdout, /^good {2}dif1-dix1\/ext4\/mmap-store-writeback\/1 {2}base: pass\n$/);
  const against = async (name: string, one: Step) =>
    step(world.suite(name, { mine: writeSteps(world, name, [one]) }, { workloads: ['mmap-store-writeback'] }));
  t.equal((await against('bad', mmap('pass', 'oops'))).code, 1);
  t.equal((await against('clean', idle(1))).code, 0);
  t.equal((await against('unbuilt', { ...idle(1), to: 'nonsense(' })).code, 125);
  t.equal((await against('unbooted', boot('pass', 'panic'))).code, 125);
  t.equal((await against('nothing', mmap('pass', 'idle'))).code, 125);
  for (const [args, code] of [
    [['nowhere.yaml'], 130],
    [[suite, '--cell', 'no-such'], 130],
    [['--no-such-option'], 130],
  ] as const) {
    t.equal((await step(...args)).code, code, args.join(' '));
  }
  world.program('make', 'kill -KILL 0\n');
  world.write('kernel/mm/gup.c', `${readFileSync(join(world.kernel, 'mm/gup.c'), 'utf8')}\n`);
  t.equal((await step(suite)).code, 128 + 69, 'trouble of the machine');
});

t.test('git bisect run finds the commit, among merges and broken ones', async (t) => {
  const world = new World(t.testdir({}));
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' };
  const git = (...args: string[]) =>
    spawnSync('git', ['-C', world.kernel, '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
      env,
      encoding: 'utf8',
    });
  git('init', '--quiet', '--initial-branch=main');
  const commit = (message: string): void => {
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', `--message=${message}`);
  };
  commit('start');
  git('tag', 'good');
  git('checkout', '--quiet', '-b', 'topic');
  world.write(
    'kernel/mm/page-writeback.c',
    readFileSync(join(world.kernel, 'mm/page-writeback.c'), 'utf8').replace('"pass"', '"oops"'),
  );
  commit('mm: break it');
  git('checkout', '--quiet', 'main');
  world.write('kernel/block/other.h', '\n');
  commit('block: other');
  git('merge', '--quiet', '--no-ff', '--message=Merge topic', 'topic');
  world.write('kernel/block/late.h', '\n');
  commit('block: late');
  const suite = world.suite('here', {}, { workloads: ['mmap-store-writeback'] });
  git('bisect', 'start', 'HEAD', 'good');
  const script = world.write('run.sh', `cd ${world.cwd} && exec "$PINPROOF" bisect --step ${suite}\n`);
  const pinproof = world.commandLine();
  const run = spawnSync('git', ['-C', world.kernel, 'bisect', 'run', 'sh', script], {
    env: { ...env, ...pinproof.env, PINPROOF: pinproof.path },
    encoding: 'utf8',
  });
  t.match(run.stdout, /[0-9a-f]{40} is the first bad commit\n/, run.stderr);
  t.match(run.stdout, /\n {4}mm: break it\n/);
});
