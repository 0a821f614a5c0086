import type { Rate } from './fisherExact.ts';

/**
 * The highest failure rate with which so many runs without a failure are not yet a surprise: at 95 % the true rate is
 * below it. From (1 - rate)^runs = 0.05; Clopper and Pearson's exact bound, which "3 / runs" approximates.
 */
export function highestRateWithoutFailure(runs: number): number {
  return runs === 0 ? 1 : 1 - 0.05 ** (1 / runs);
}

/** z of a normal distribution's upper 5 %. */
const z = 1.6448536269514722;

/**
 * Between which bounds the difference of two true failure rates lies, `one` less `other`: below the lower with a chance of
 * 5 %, above the upper with one of 5 %. R. G. Newcombe's method 10 (Interval Estimation for the Difference between
 * Independent Proportions, Statistics in Medicine 17, 1998), of two Wilson scores: it holds for few runs, and at rates of
 * 0 and 1, where the usual interval has no width.
 */
export function differenceBounds(one: Rate, other: Rate): { lower: number; upper: number } {
  if (one.runs === 0 || other.runs === 0) return { lower: -1, upper: 1 };
  const [a, b] = [wilson(one), wilson(other)];
  return {
    lower: a.rate - b.rate - Math.hypot(a.rate - a.lower, b.upper - b.rate),
    upper: a.rate - b.rate + Math.hypot(a.upper - a.rate, b.rate - b.lower),
  };
}

function wilson({ failures, runs }: Rate): { rate: number; lower: number; upper: number } {
  const rate = failures / runs;
  const centre = (failures + z ** 2 / 2) / (runs + z ** 2);
  const half = (z / (runs + z ** 2)) * Math.sqrt(runs * rate * (1 - rate) + z ** 2 / 4);
  return { rate, lower: Math.max(0, centre - half), upper: Math.min(1, centre + half) };
}
