import t from 'tap';
import { until, World } from './helpers.ts';
import { guestDoes, type Step, writeSteps } from './patches.ts';

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

t.test('trees that do not build, do not boot or fail in another way are gone around', async (t) => {
  const world = new World(t.testdir({}));
  const steps = [idle(1), boot('pass', 'panic'), boot('panic', 'pass'), mmap('pass', 'warn'), mmap('warn', 'oops')];
  const series = writeSteps(world, 'mine', steps);
  const suite = world.suite('mine', { mine: series }, { workloads: ['mmap-store-writeback'] });
  const { code, stdout, stderr } = await world.pinproof('bisect', suite);
  t.equal(code, 3, stderr);
  t.match(stdout, / {2}2 {2}untestable .*\n.*the kernel does not boot/);
  t.match(stdout, / {2}3 {2}old .*\n.*pass\n {2}4 {2}untestable .*\n.*fail: WARNING/);
  t.match(stdout, /It is one of 2 patches; which one cannot be tested:\n {4}4 .*\n {4}5 /);
});

t.test('where nothing between can be tested, all since are suspects', async (t) => {
  const world = new World(t.testdir({}));
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
    /It comes with patch 4 .*\n.*\n {4}without {2}pass\n +pinproof replay \S+\/steps\/3\/.*\n {4}with {5}fail: BUG/,
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
