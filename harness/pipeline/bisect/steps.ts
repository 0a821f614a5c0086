import { relative } from 'node:path';
import { type Difference, doingOf } from '../../judge/bisect/ends.ts';
import { looks, sideOf, sideOfRepeats } from '../../judge/bisect/side.ts';
import type { BisectStep } from '../../records/outputs/bisect.ts';
import type { Plan } from '../../records/run/plan.ts';
import type { Context } from '../context.ts';
import { planOfStep, tryPlan, withRepeats } from './trial.ts';

/** Tries the tree with so many patches: which end it is like in the cell. */
export async function tryStep(
  patches: number,
  { plan, candidate, ends }: { plan: Plan; candidate: string; ends: Difference },
  context: Context,
): Promise<BisectStep> {
  const folder = context.run.step(patches);
  const run = relative(context.run.path, folder.path);
  const cut = planOfStep(plan, candidate, ends.site, patches);
  for (let look = 0; ; look += 1) {
    const trial = await tryPlan(look === 0 ? cut : withRepeats(cut, 2 ** look), folder, context);
    if ('failed' in trial) {
      return { patches, side: 'untestable', what: trial.failed.split('\n')[0] ?? '', run };
    }
    const doing = doingOf(trial.verdict, candidate, ends.site);
    const found = { patches, run, what: doing.what, repeat: doing.repeat };
    if (plan.engine === 'deterministic') {
      // A cell that does not repeat is no fact, whatever it did.
      const exact = trial.verdict.selfCheck.different.length === 0;
      return { ...found, side: exact ? sideOf(doing, ends) : 'untestable' };
    }
    const comparison = trial.verdict.comparisons.find(({ cell }) => cell === ends.site);
    const side = comparison && sideOfRepeats(comparison, ends.comparison);
    if (side !== undefined) return { ...found, side };
    if (look + 1 === looks) {
      return { ...found, side: 'untestable', what: `${doing.what}; too few runs to tell: ${comparison?.why ?? ''}` };
    }
  }
}
