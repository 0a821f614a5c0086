import type { VerdictRecord } from '../../records/run/verdict.ts';
import { isRegression } from '../counts.ts';

/** What `git bisect run` takes an exit code for (git-bisect(1)): 128 and over end the bisection. */
export const bisectCodes = { good: 0, bad: 1, untestable: 125, abort: 128 } as const;

/**
 * What a commit is to `git bisect run`: with candidates, whether they regress against the base; without, whether the
 * cells of the base fail. A tree that does not build or boot says nothing of a cell.
 */
export function bisectCodeOf({ cells, comparisons, trees }: VerdictRecord): number {
  const unbuilt = Object.values(trees).some(({ failure }) => failure !== undefined);
  const unbooted = cells.some(({ failures }) => failures.some(({ kind }) => kind === 'boot'));
  if (unbuilt || unbooted) return bisectCodes.untestable;
  if (comparisons.length > 0) {
    if (comparisons.some(isRegression)) return bisectCodes.bad;
    const settled = comparisons.every(({ verdict }) => verdict !== 'invalid' && verdict !== 'inconclusive');
    return settled ? bisectCodes.good : bisectCodes.untestable;
  }
  if (cells.some(({ status }) => status === 'fail')) return bisectCodes.bad;
  return cells.every(({ status }) => status === 'pass') ? bisectCodes.good : bisectCodes.untestable;
}
