import type { RememberedCell } from '../../records/outputs/history.ts';
import { gravest } from '../compare.ts';
import { countRuns, statusOfRuns } from '../counts.ts';
import { alpha } from '../repeats/rule.ts';
import { moreFailures, type Rate } from '../statistics/fisherExact.ts';
import { holm } from '../statistics/holm.ts';
import { type Change, changeOf, type Outcome, outcomeInWords } from './cells.ts';

export interface Repeats {
  before: readonly RememberedCell[];
  after: readonly RememberedCell[];
}

/**
 * What the repeats of cells say, all of two runs: rates are compared, and only what is significant over all of them is
 * worse or better. Where one of both runs has none that passes or fails, there are no rates, and the first word decides.
 * @returns in the same order
 */
export function changesOfRepeats(cells: readonly Repeats[]): Change[] {
  const rates = cells.map(({ before, after }) => ({ before: rateOf(before), after: rateOf(after) }));
  const counted = rates.map(({ before, after }) => before.runs > 0 && after.runs > 0);
  const test = (p: (rates: { before: Rate; after: Rate }) => number): number[] => {
    const tested = rates.filter((_, index) => counted[index]);
    const adjusted = holm(tested.map(p));
    return rates.map((one) => adjusted[tested.indexOf(one)] ?? 1);
  };
  const more = test(({ before, after }) => moreFailures(after, before));
  const fewer = test(({ before, after }) => moreFailures(before, after));
  return cells.map(({ before, after }, index): Change => {
    if (!counted[index]) return changeOf(merged(before), merged(after));
    if ((more[index] ?? 1) <= alpha) return 'worse';
    if ((fewer[index] ?? 1) <= alpha) return 'better';
    // Seen, and not in any numbers that would carry it.
    return gravest(merged(after).failures) > gravest(merged(before).failures) && rates[index]?.before.failures !== 0
      ? 'changed'
      : 'same';
  });
}

/** Returns how many of the runs of a cell that pass or fail failed. */
export function rateOf(cells: readonly RememberedCell[]): Rate {
  const { failures, runs } = countRuns(cells);
  return { failures, runs };
}

/** `8/20 fail: guard-tag` */
export function repeatsInWords(cells: readonly RememberedCell[]): string {
  const { failures, runs } = rateOf(cells);
  const outcome = outcomeInWords(merged(cells));
  return runs === 0 ? outcome : `${failures}/${runs} ${outcome}`;
}

export function merged(cells: readonly RememberedCell[]): Outcome {
  const status = statusOfRuns(cells);
  const claimed = cells.some((cell) => cell.claimed);
  return {
    status,
    claimed,
    failures: cells.flatMap((cell) => (cell.status === 'fail' ? cell.failures : [])),
  };
}
