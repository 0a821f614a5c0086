import type { RememberedRun } from '../records/outputs/history.ts';
import { treeOf, withoutRepeat } from '../store/cellId.ts';

export interface Wanted {
  /** Name of a candidate. */
  candidate?: string | undefined;
  /** Text that is in a cell's name; `*` stands for any. */
  cell?: string | undefined;
}

/** A run with the cells that are wanted alone; undefined where it has none of them. Pure. */
export function narrow(run: RememberedRun, { candidate, cell }: Wanted): RememberedRun | undefined {
  if (candidate === undefined && cell === undefined) return run;
  const cells = run.cells.filter(
    ({ id }) =>
      (candidate === undefined || treeOf(id) === candidate) && (cell === undefined || holds(withoutRepeat(id), cell)),
  );
  const known = cells.length > 0 || (cell === undefined && run.trees.slice(1).some(({ id }) => id === candidate));
  return known ? { ...run, cells } : undefined;
}

/** Anywhere in the name: `ext4/rdma` is as good as `*ext4/rdma*`. */
export function holds(name: string, pattern: string): boolean {
  let from = 0;
  for (const part of pattern.split('*')) {
    const at = name.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return true;
}
