import { buildTrees } from '../../compile/trees/buildTrees.ts';
import type { BuildRecord, FailedTree } from '../../records/run/build.ts';
import type { Plan } from '../../records/run/plan.ts';
import { machineOf } from '../../suite/catalogue.ts';
import { treeError } from '../../text/errors.ts';
import type { Context } from '../context.ts';

/** Builds the trees of the run's plan, or recalls them. */
export async function buildStage(context: Context): Promise<BuildRecord> {
  const { run, catalogue, executor, tell } = context;
  const plan = await run.get('plan');
  const build = await buildTrees({
    ...context,
    runFolder: run.path,
    plan,
    machine: machineOf(plan, catalogue),
    build: (job, log) => executor.tree(job, log),
  });
  await run.put('build', build);
  tell({ type: 'built', build });
  return build;
}

/** @throws tree error where no comparison can come of a run: the base is not there, or none of the candidates */
export function failIfHopeless(plan: Plan, build: BuildRecord, { tell }: Pick<Context, 'tell'>): void {
  const failures = failuresOf(plan, build);
  const base = failures.some(([id]) => id === plan.trees[0]?.id);
  const all = plan.trees.length > 1 && failures.length >= plan.trees.length - 1;
  if (!base && !all) return;
  tell({ type: 'hopeless', name: plan.name, failures: Object.fromEntries(failures) });
  throw base ? noBase(failures.map(([id, { message }]) => `${id}: ${message}`)) : noCandidate(failures);
}

/** Returns the trees of a plan that failed, with their ids, in the plan's order. */
export function failuresOf({ trees }: Plan, build: BuildRecord): [string, FailedTree][] {
  return trees.flatMap(({ id }): [string, FailedTree][] => {
    const tree = build.trees[id];
    return tree?.outcome === 'failed' ? [[id, tree]] : [];
  });
}

/** Makes the tree error for a run whose base failed. */
export const noBase = (why: readonly string[]): Error =>
  treeError({ what: 'the base tree could not be built, so there is nothing to compare with', why: why.join('\n') });

const noCandidate = (failures: readonly [string, FailedTree][]): Error =>
  treeError({
    what: 'no candidate is left to judge',
    why: failures.map(([id, { message }]) => `${id}: ${message}`).join('\n'),
  });
