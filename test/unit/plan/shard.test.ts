import t from 'tap';
import { cellsOfShard } from '../../../harness/plan/shard.ts';
import type { PlanCell } from '../../../harness/records/run/plan.ts';
import { siteOf } from '../../../harness/store/cellId.ts';
import { aWorkload } from '../../fixtures/records.ts';
import { aRun, type RunShape } from '../../fixtures/run.ts';

const shape: RunShape = {
  candidates: { mine: { claims: false } },
  filesystems: ['ext4', 'xfs', 'btrfs'],
  seeds: [1, 2],
};
const shardsOf = ({ plan }: ReturnType<typeof aRun>, of: number): PlanCell[][] =>
  Array.from({ length: of }, (_, index) => cellsOfShard(plan, { format: 'pinproof.shard/1', shard: index + 1, of }));
const ids = (cells: readonly PlanCell[]): string[] => cells.map(({ id }) => id);

t.test(
  'each cell is in one shard, all of a site in the same, and shards are as big as they can be alike',
  async (t) => {
    for (const repeats of [undefined, 3]) {
      const run = aRun({ ...shape, ...(repeats && { repeats }) });
      for (const count of [1, 2, 3, 4, 5, 7, 12, 20]) {
        const shards = shardsOf(run, count);
        t.same(ids(shards.flat()).toSorted(), ids(run.plan.cells).toSorted(), `of ${count}`);
        const sites = shards.map((cells) => new Set(cells.map(({ id }) => siteOf(id))).size);
        t.equal(
          sites.reduce((sum, some) => sum + some, 0),
          12,
          'no site is in two',
        );
        t.ok(Math.max(...sites) - Math.min(...sites) <= 1, `${sites}`);
      }
    }
  },
);

t.test('a checkpoint is made by few shards', async (t) => {
  const checkpoints = (cells: readonly PlanCell[]): number => new Set(cells.map(({ filesystem }) => filesystem)).size;
  t.same(shardsOf(aRun(shape), 3).map(checkpoints), [1, 1, 1]);
  const four = shardsOf(aRun(shape), 4).map(checkpoints);
  t.equal(
    four.reduce((sum, count) => sum + count, 0),
    3 + 3,
    'each of three cuts goes through the sites of one',
  );
  // Sites of a plan need not stand so that those of one checkpoint are neighbours.
  const run = aRun(shape);
  const mixed = { ...run, plan: { ...run.plan, cells: run.plan.cells.toSorted((a, b) => a.seed - b.seed) } };
  t.same(shardsOf(mixed, 3).map(checkpoints), [1, 1, 1]);
});

t.test('a workload with an image of its own has checkpoints of its own', async (t) => {
  const workloads = ['a', 'own', 'b'];
  const run = aRun({ workloads, seeds: [1, 2] });
  const own = aWorkload({ name: 'own', image: { programs: ['fio'] } });
  const { plan } = { plan: { ...run.plan, workloads: { ...run.plan.workloads, own } } };
  const third = cellsOfShard(plan, { format: 'pinproof.shard/1', shard: 3, of: 3 });
  t.same(new Set(third.map(({ workload }) => workload)), new Set(['own']));
});

t.test('the runs of a native site keep their order', async (t) => {
  const run = aRun({ ...shape, repeats: 4 });
  for (const cells of shardsOf(run, 5)) {
    for (const [site, members] of Map.groupBy(cells, ({ id }) => siteOf(id))) {
      t.same(ids(members), ids(run.plan.cells.filter(({ id }) => siteOf(id) === site)));
    }
  }
});
