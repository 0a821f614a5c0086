import { differenceBounds, highestRateWithoutFailure } from '../statistics/bounds.ts';
import type { Rate } from '../statistics/fisherExact.ts';
import { runsNeeded } from '../statistics/power.ts';
import { type Level, newLevel, type Sample } from './sample.ts';

/**
 * A failure rate that matters: twenty runs without a failure, the default, rule out more than this at 95 %, and one run
 * more of them may be lost. A race that shows itself in fewer than one run of seven is not excluded by them, and a suite
 * that wants to exclude it asks for more repeats.
 */
export const rateThatMatters = 0.15;

/**
 * How far apart two failure rates may be and still be "unchanged-bad". Wider than the rate that matters where nothing
 * fails: a site that is bad on both trees is no one's evidence that a candidate is good.
 */
export const sameRate = 0.2;

/** The most runs of each tree that are thought of; a suite may not ask for more repeats. */
export const mostRuns = 1000;

/** Whether so many runs without a failure say that there is none to speak of. */
export const isEnoughWithoutFailure = ({ runs }: Pick<Rate, 'runs'>): boolean =>
  highestRateWithoutFailure(runs) <= rateThatMatters;

/**
 * Whether both trees fail equally often, as far as it matters, and the candidate not worse: at no gravity does it show
 * what the base never does.
 */
export function isUnchangedBad({ levels }: Pick<Sample, 'levels'>): boolean {
  const [any] = levels;
  if (any.base.failures === 0 || any.candidate.failures === 0) return false;
  if (newLevel(levels) !== undefined || differenceBounds(any.candidate, any.base).lower < -sameRate) return false;
  return levels.every(({ base, candidate }) => differenceBounds(candidate, base).upper <= sameRate);
}

/**
 * How many runs of each tree would carry a verdict, if the rates that were seen are the true ones: a difference found in
 * four of five cases, or both shown to be alike. They are not the true ones; it is an order of magnitude.
 * @param alpha what a p may be at most, shared out among all tests of the candidate
 * @returns undefined where even `mostRuns` are too few
 */
export function runsForAVerdict({ levels }: Pick<Sample, 'levels'>, alpha: number): number | undefined {
  const [any] = levels;
  if (any.base.failures === 0 && any.candidate.failures === 0)
    return fewest((runs) => isEnoughWithoutFailure({ runs }));
  const rate = ({ failures, runs }: Rate): number => failures / runs;
  const worse = newLevel(levels) !== undefined;
  const differences = levels.flatMap(({ base, candidate }, index) => {
    const [one, other] = [rate(candidate), rate(base)];
    if (one > other) return [{ higher: one, lower: other }];
    // Fewer failures are a fix, but of graver ones alone they are not, and beside graver ones neither.
    return index === 0 && !worse ? [{ higher: other, lower: one }] : [];
  });
  const found = [
    ...differences.map((rates) => runsNeeded(rates, alpha, mostRuns)),
    fewest((runs) => isUnchangedBad({ levels: scaled(levels, runs) })),
  ].filter((runs) => runs !== undefined);
  if (found.length === 0) return undefined;
  // The rates seen may be the very edge: then a few more runs would have done.
  return Math.max(Math.min(...found), Math.max(any.base.runs, any.candidate.runs) + 1);
}

function fewest(suffices: (runs: number) => boolean): number | undefined {
  for (let runs = 1; runs <= mostRuns; runs += 1) if (suffices(runs)) return runs;
  return undefined;
}

/** The same rates, of other numbers of runs. */
function scaled([any, ...graver]: Sample['levels'], runs: number): [Level, ...Level[]] {
  const rate = ({ failures, runs: of }: Rate): Rate => ({ failures: (failures / of) * runs, runs });
  const level = (each: Level): Level => ({ ...each, base: rate(each.base), candidate: rate(each.candidate) });
  return [level(any), ...graver.map(level)];
}
