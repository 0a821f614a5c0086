import { moreFailures } from './fisherExact.ts';

/** True failure rates, from 0 to 1. */
export interface Rates {
  /** Of the tree that fails more. */
  higher: number;
  lower: number;
}

/** A test that misses a difference in one of five cases is what experiments are commonly planned with. */
const wanted = 0.8;

/**
 * How likely Fisher's test, one-sided, finds trees of such rates to differ.
 * @param runs of each tree
 * @param alpha the level of the test: what a p may be at most
 */
export function power({ higher, lower }: Rates, runs: number, alpha: number): number {
  const often = binomial(runs, higher);
  const seldom = binomial(runs, lower);
  // The more failures on one side, the more it takes on the other: the threshold only ever rises.
  let threshold = 0;
  let beyond = 1;
  let found = 0;
  for (const [failures, weight] of seldom.entries()) {
    while (threshold <= runs && moreFailures({ failures: threshold, runs }, { failures, runs }) > alpha) {
      beyond -= often[threshold] ?? 0;
      threshold += 1;
    }
    if (threshold > runs) break;
    found += weight * Math.max(0, beyond);
  }
  return found;
}

/**
 * The number of runs a tree with which the test finds such a difference in four of five cases. Counts are whole, so power
 * goes up in a saw's teeth: the number is right to within a tooth.
 * @param most where to stop searching
 * @returns undefined where even `most` are too few
 */
export function runsNeeded(rates: Rates, alpha: number, most: number): number | undefined {
  if (rates.higher <= rates.lower || power(rates, most, alpha) < wanted) return undefined;
  let [few, enough] = [0, most];
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (power(rates, middle, alpha) >= wanted) enough = middle;
    else few = middle;
  }
  return enough;
}

/** How likely each number of failures is, from 0 to `runs`. */
function binomial(runs: number, rate: number): number[] {
  let logChoose = 0;
  return Array.from({ length: runs + 1 }, (_, failures) => {
    if (failures > 0) logChoose += Math.log((runs - failures + 1) / failures);
    const log = logChoose + times(failures, Math.log(rate)) + times(runs - failures, Math.log1p(-rate));
    return Math.exp(log);
  });
}

/** 0 of what is impossible is no hindrance. */
const times = (count: number, log: number): number => (count === 0 ? 0 : count * log);
