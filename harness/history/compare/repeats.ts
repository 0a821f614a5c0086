import type { RememberedCell } from '../../records/outputs/history.ts';
import { type Change, changeOf, type Outcome, outcomeInWords, worst } from './cells.ts';

/** Of so many runs so many failed. */
export interface Rate {
  failures: number;
  runs: number;
}

/** Judge's tests, which this stage is given. */
export interface Tests {
  /** One-sided: the p of `one` failing more often than `other`. */
  moreFailures: (one: Rate, other: Rate) => number;
  /** Corrects the ps of one family for each other. */
  correct: (ps: readonly number[]) => number[];
  alpha: number;
}

export interface Repeats {
  before: readonly RememberedCell[];
  after: readonly RememberedCell[];
}

/**
 * What the repeats of cells say, all of two runs: rates are compared, and only what is significant over all of them is
 * worse or better. Where one of both runs has none that passes or fails, there are no rates, and the first word decides.
 * @returns in the same order
 */
export function changesOfRepeats(cells: readonly Repeats[], { moreFailures, correct, alpha }: Tests): Change[] {
  const rates = cells.map(({ before, after }) => ({ before: rateOf(before), after: rateOf(after) }));
  const counted = rates.map(({ before, after }) => before.runs > 0 && after.runs > 0);
  const test = (p: (rates: { before: Rate; after: Rate }) => number): number[] => {
    const tested = rates.filter((_, index) => counted[index]);
    const adjusted = correct(tested.map(p));
    return rates.map((one) => adjusted[tested.indexOf(one)] ?? 1);
  };
  const more = test(({ before, after }) => moreFailures(after, before));
  const fewer = test(({ before, after }) => moreFailures(before, after));
  return cells.map(({ before, after }, index): Change => {
    if (!counted[index]) return changeOf(merged(before), merged(after));
    if ((more[index] ?? 1) <= alpha) return 'worse';
    if ((fewer[index] ?? 1) <= alpha) return 'better';
    // Seen, and not in any numbers that would carry it.
    return worst(merged(after).failures) > worst(merged(before).failures) && rates[index]?.before.failures !== 0
      ? 'changed'
      : 'same';
  });
}

export function rateOf(cells: readonly RememberedCell[]): Rate {
  const failures = cells.filter(({ status }) => status === 'fail').length;
  return { failures, runs: failures + cells.filter(({ status }) => status === 'pass').length };
}

/** `8/20 fail: guard-tag` */
export function repeatsInWords(cells: readonly RememberedCell[]): string {
  const { failures, runs } = rateOf(cells);
  const outcome = outcomeInWords(merged(cells));
  return runs === 0 ? outcome : `${failures}/${runs} ${outcome}`;
}

const order = ['fail', 'pass', 'refused', 'invalid'] as const;

export function merged(cells: readonly RememberedCell[]): Outcome {
  const status = order.find((word) => cells.some((cell) => cell.status === word)) ?? 'lost';
  const claimed = cells.some((cell) => cell.claimed);
  return {
    status,
    claimed,
    failures: cells.flatMap((cell) => (cell.status === 'fail' ? cell.failures : [])),
  };
}
