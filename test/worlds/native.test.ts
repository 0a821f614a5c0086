import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { skip } from '../skipping.ts';
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

t.test('native: failures of how many runs decide, and what too few runs say is inconclusive', async (t) => {
  const world = new World(t.testdir({}));
  const fix = world.behaviour('fix', 'rdma-write-writeback', 'pass');
  const fixed = await world.pinproof('run', world.suite('fixed', { fix }, { ...rdma, repeats: 6 }));
  t.equal(fixed.code, 0, fixed.stderr);
  t.match(fixed.stdout, /rdma-write-writeback +ext4 +✗ 6\/6 +✓ 0\/6 +fixed\n/);
  t.match(
    fixed.stdout,
    /base +ext4: 3 guard tag errors in 6 of 6 runs, fdatasync EIO 3 of 15 in 6 of 6 runs, errors in/,
  );
  t.match(fixed.stdout, /fix +ext4: no failure in 6 runs; p 0\.0011\n/);
  t.match(
    fixed.stdout,
    /median of runs, ms +base +fix +p\n.*\n +rdma-write-writeback +ext4 fdatasync +5\.00 +5\.00 +1\n/,
  );
  t.match(world.record('verdict.json').comparisons, [
    { verdict: 'fixed', statistics: { base: { failures: 6, runs: 6 }, candidate: { failures: 0, runs: 6 } } },
  ]);
  world.forget();
  const few = await world.pinproof('run', world.suite('few', { fix }, { ...rdma, repeats: 2 }));
  t.equal(few.code, 3);
  t.match(few.stdout, /✗ 2\/2 +✓ 0\/2 +inconclusive\n/);
  t.match(few.stdout.replace(/\s+/g, ' '), /\(p 0\.17\), which may be chance: some 3 repeats would tell/);
  t.same(world.guests(), [], 'fewer repeats of the same are all there');
});

t.test('native: what an older version remembered of KVM is asked again', async (t) => {
  if (!existsSync('/dev/kvm')) {
    skip(t, 'the machine has no /dev/kvm');
    return;
  }
  const world = new World(t.testdir({}));
  const suite = world.suite('probe', {}, { ...rdma, repeats: 1 });
  await world.pinproof('run', suite);
  const folder = join(world.cache, 'accelerator');
  const [name = ''] = readdirSync(folder);
  writeFileSync(join(folder, name), '{"accelerator": "tcg", "why": "it was so called"}');
  const { code, stderr } = await world.pinproof('run', suite);
  t.equal(code, 0, stderr);
  t.match(stderr, /trying \/dev\/kvm, once\n/);
  t.equal(world.record('boot.json').accelerator, 'mttcg');
});
