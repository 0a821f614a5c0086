import { operations } from '../kinds/guest/operations.ts';
import { wordsOf } from '../kinds/guest/words.ts';
import type { Observation } from '../records/run/observation.ts';
import type { Comparison, JudgedCell } from '../records/run/verdict.ts';
import { percentage } from '../text/percentage.ts';

type Costs = NonNullable<Comparison['costs']>;

/** Returns the instructions that each operation takes, by its words; undefined where none was counted. */
export function costsOf(observations: readonly Observation[]): Record<string, number> | undefined {
  const costs = observations.flatMap((each) =>
    each.type === 'cost' ? [[wordsOf(operations, each.op), each.instructions] as const] : [],
  );
  return costs.length === 0 ? undefined : Object.fromEntries(costs);
}

/**
 * Adds to a comparison what the candidate's operations cost beside the base's. A cell that is as good as before, and
 * costs more than the suite lets pass, has regressed; where anything else was seen, that is what counts.
 * @param threshold per cent of the base's instructions
 */
export function withCosts(
  comparison: Comparison,
  { base, candidate }: { base: JudgedCell; candidate: JudgedCell },
  threshold: number,
): Comparison {
  const costs = compareCosts(base.costs ?? {}, candidate.costs ?? {}, threshold);
  if (costs.length === 0) return comparison;
  const over = costs.filter((cost) => cost.over);
  if (comparison.verdict !== 'unchanged-good' || over.length === 0) return { ...comparison, costs };
  const why = over.map(({ op, percent }) => `${op} ${percentage(percent)}`).join(', ');
  return { ...comparison, costs, verdict: 'regressed', why: `costs more instructions: ${why} (limit ${threshold} %)` };
}

/** In the base's order; what only one of them can do has no difference. */
function compareCosts(
  base: Readonly<Record<string, number>>,
  candidate: Readonly<Record<string, number>>,
  threshold: number,
): Costs {
  return Object.entries(base).flatMap(([op, before]) => {
    const after = candidate[op];
    if (after === undefined || before === 0) return [];
    const percent = ((after - before) / before) * 100;
    return [{ op, base: before, candidate: after, percent: Number(percent.toFixed(2)), over: percent > threshold }];
  });
}
