import type { RunComparison } from '../../records/outputs/history.ts';

type Costs = Readonly<Record<string, number>>;
export type Moved = Omit<RunComparison['dearer'][number], 'cell'>;

/**
 * Operations of a cell whose instructions moved by more than the limit.
 * @param limit per cent
 */
export function movedCosts(before: Costs, after: Costs, limit: number): Moved[] {
  return Object.entries(after).flatMap(([op, is]) => {
    const was = before[op];
    // None at all were counted: there is no percentage of that.
    if (was === undefined || was === 0) return [];
    const percent = ((is - was) / was) * 100;
    return Math.abs(percent) > limit ? [{ op, before: was, after: is, percent }] : [];
  });
}
