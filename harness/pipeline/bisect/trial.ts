import { join } from 'node:path';
import { interleaved } from '../../plan/makePlan.ts';
import type { Plan, PlanCell } from '../../records/run/plan.ts';
import { siteIdOf } from '../../records/run/repeats.ts';
import type { VerdictRecord } from '../../records/run/verdict.ts';
import { writeRecord } from '../../store/records.ts';
import { treeError } from '../../text/errors.ts';
import type { Context } from '../context.ts';
import { bootStage, buildStage, judgeStage, recordPath, runStage } from '../stages.ts';

/** What became of a tree: a verdict, or why the tree could not be had. */
export type Trial = { verdict: VerdictRecord } | { failed: string };

/**
 * Runs a plan of one candidate in a folder of its own, which is the folder of a run: every cell of it can be replayed.
 * @throws tree error where the base is not to be had
 */
export async function tryPlan(plan: Plan, folder: string, context: Context): Promise<Trial> {
  const own = { ...context, runFolder: folder };
  await writeRecord(recordPath(folder, 'plan'), plan);
  const { trees } = await buildStage(own);
  const failures = plan.trees.flatMap(({ id }) => {
    const tree = trees[id];
    return tree?.outcome === 'failed' ? [{ id, message: tree.message }] : [];
  });
  const [base] = failures.filter(({ id }) => id === plan.trees[0]?.id);
  if (base !== undefined && plan.trees.length > 1) {
    throw treeError({ what: 'the base is not to be had, so nothing can be judged', why: base.message });
  }
  if (failures[0] !== undefined) return { failed: failures[0].message };
  await bootStage(own);
  await runStage(own);
  return { verdict: await judgeStage(own) };
}

/** The plan with only so many of the candidate's patches, and one cell. */
export function planOfStep(plan: Plan, candidate: string, site: string, patches: number): Plan {
  return {
    ...plan,
    trees: plan.trees.map((tree) => (tree.id === candidate ? { ...tree, upTo: patches } : tree)),
    cells: plan.cells.filter(({ id }) => siteIdOf(id) === site),
  };
}

/** The plan with more repeats of its cell, in the order that makeplan gives them. Only for the native engine. */
export function withRepeats(plan: Plan, factor: number): Plan {
  const first = new Map(plan.cells.flatMap((cell) => (cell.repeat === 1 ? [[cell.tree, cell]] : [])));
  const repeats = Math.max(...plan.cells.map(({ repeat }) => repeat ?? 0)) * factor;
  const cells = interleaved(plan.trees, repeats).flatMap(({ tree, repeat }): PlanCell[] => {
    const cell = first.get(tree);
    return cell === undefined
      ? []
      : [{ ...cell, id: cell.id.replace(/\/r1$/, `/r${repeat}`), ...(repeat && { repeat }) }];
  });
  return { ...plan, cells };
}

export const stepFolder = (runFolder: string, patches: number): string => join(runFolder, 'steps', String(patches));
