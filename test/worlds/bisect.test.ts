import { readFileSync } from 'node:fs';
import t from 'tap';
import { z } from 'zod';
import { World } from './helpers.ts';
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
  t.match(stdout, /\n {2}3 {2}old .*step 3\n {17}pass\n {2}4 {2}new .*step 4\n {17}fail: BUG: NULL.*\n {2}5 {2}new /);
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
  t.match(fixed.stdout, /base {2}fail: 3 guard tag errors.*\n {2}mine {2}pass\n/);
  t.match(
    fixed.stdout,
    /It comes with patch 3 .*\n.*\n {4}without {2}fail: 3 guard tag errors.*\n.*\n {4}with {5}pass\n/,
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
    /base and mine do not differ in the cell: there is nothing to look for\n {2}dif1-dix1\/ext4\/rdma-write-writeback\/1: unchanged-bad\n {4}base: fail: 3 guard tag errors.*\n {4}mine: fail: 3 guard tag errors.*\n/,
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
