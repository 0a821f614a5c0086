import { interleaved } from '../../plan/makePlan.ts';
import type { Plan, PlanCell } from '../../records/run/plan.ts';
import type { VerdictRecord } from '../../records/run/verdict.ts';
import { repeatOf, siteOf } from '../../store/cellId.ts';
import type { RunFolder } from '../../store/runFolder.ts';
import type { Context } from '../context.ts';
import { bootStage } from '../stages/boot.ts';
import { buildStage, failuresOf, noBase } from '../stages/build.ts';
import { cellStage } from '../stages/cells.ts';
import { judgeStage } from '../stages/judge.ts';

/** What became of a tree: a verdict, or why the tree could not be built. */
export type Trial = { verdict: VerdictRecord } | { failed: string };

/**
 * Runs a plan of one candidate in a folder of its own, which is the folder of a run: every cell of it can be replayed.
 * @throws tree error where the base could not be built
 */
export async function tryPlan(plan: Plan, run: RunFolder, context: Context): Promise<Trial> {
  const own = { ...context, run };
  await run.put('plan', plan);
  const failures = failuresOf(plan, await buildStage(own));
  const base = failures.find(([id]) => id === plan.trees[0]?.id);
  if (base !== undefined && plan.trees.length > 1) throw noBase([base[1].message]);
  if (failures[0] !== undefined) return { failed: failures[0][1].message };
  await bootStage(own);
  await cellStage(own);
  return { verdict: await judgeStage(own) };
}

/** Returns the plan with only so many of the candidate's patches, and one cell. */
export function planOfStep(plan: Plan, candidate: string, site: string, patches: number): Plan {
  return {
    ...plan,
    trees: plan.trees.map((tree) => (tree.id === candidate ? { ...tree, upTo: patches } : tree)),
    cells: plan.cells.filter(({ id }) => siteOf(id) === site),
  };
}

/** Returns the plan with more repeats of its cell, in the order that makePlan() gives them. Only for the native engine. */
export function withRepeats(plan: Plan, factor: number): Plan {
  const first = new Map(plan.cells.flatMap((cell) => (cell.repeat === 1 ? [[cell.tree, cell]] : [])));
  const repeats = Math.max(...plan.cells.map(({ repeat }) => repeat ?? 0)) * factor;
  const cells = interleaved(plan.trees, repeats).flatMap(({ tree, repeat }): PlanCell[] => {
    const cell = first.get(tree);
    return cell === undefined ? [] : [{ ...cell, id: repeatOf(cell.id, repeat), ...(repeat && { repeat }) }];
  });
  return { ...plan, cells };
}
