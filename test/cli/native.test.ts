import { join } from 'node:path';
import t from 'tap';
import { World } from './helpers.ts';

const rdma = { engine: 'native', workloads: ['rdma-write-writeback'] };

t.test('native: each repeat is a run, in the order of the plan; trees take turns at being first', async (t) => {
  const world = new World(t.testdir({}));
  const fix = world.behaviour('fix', 'rdma-write-writeback', 'pass');
  const suite = world.suite('turns', { fix }, { ...rdma, filesystems: ['ext4', 'xfs'], repeats: 3 });
  await world.pinproof('run', suite, '--jobs', '1');
  const keys = world.record('build.json').trees;
  const names = new Map(['base', 'fix'].map((name) => [keys[name].key, name]));
  const ran = world.guests().flatMap(({ what, tree, filesystem }) => {
    return what === 'boot' ? [] : [`${names.get(tree)} ${filesystem}`];
  });
  const turns = (filesystem: string): string[] =>
    ['base', 'fix', 'fix', 'base', 'base', 'fix'].map((tree) => `${tree} ${filesystem}`);
  t.same(ran, [...turns('ext4'), ...turns('xfs')]);
  t.equal(world.checkpoints(), 0);
  t.match(world.record(join('cells', 'fix', 'dif1-dix1', 'xfs', 'rdma-write-writeback', '1', 'r3', 'cell.json')), {
    cell: { repeat: 3 },
    guest: { accelerator: 'mttcg' },
  });

  world.forget();
  await world.pinproof('run', suite, '--jobs', '1');
  t.same(world.guests(), [], 'all are recalled, each as itself');

  world.behaviour('fix', 'rdma-write-writeback', 'refuse');
  await world.pinproof('run', suite, '--jobs', '1');
  const again = world.guests().filter(({ what }) => what !== 'boot');
  t.equal(again.length, 12, 'beside another candidate the base is run anew: yesterday’s runs are not interleaved');
});
