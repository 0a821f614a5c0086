import type { Plan, PlanCell } from '../records/run/plan.ts';
import type { Shard } from '../records/run/shard.ts';
import { siteOf } from '../store/cellId.ts';

/**
 * The cells of a shard. All cells of a site (base, candidates, repeats) are in one: they are compared. Sites whose cells go
 * on from the same checkpoints stand side by side, and the row is cut into equal pieces: a checkpoint is made once more
 * for each cut through its sites. Pure: who has the plan knows the shards.
 * @returns none where there are more shards than sites
 */
export function cellsOfShard(
  { cells, workloads }: Pick<Plan, 'cells' | 'workloads'>,
  { shard, of }: Shard,
): PlanCell[] {
  const sites = [...Map.groupBy(cells, ({ id }) => siteOf(id)).values()];
  const checkpoint = ([cell]: readonly PlanCell[]): string => {
    const own = cell !== undefined && workloads[cell.workload]?.image !== undefined ? cell.workload : '';
    return [cell?.device, cell?.filesystem, own].join('/');
  };
  const row = [...Map.groupBy(sites, checkpoint).values()].flat();
  return row.filter((_, index) => Math.floor((index * of) / row.length) + 1 === shard).flat();
}
