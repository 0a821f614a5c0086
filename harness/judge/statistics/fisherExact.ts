/** Of so many runs so many failed. */
export interface Rate {
  failures: number;
  runs: number;
}

/**
 * Fisher's exact test, one-sided: how likely it is, where both trees fail alike, that at least as many of the failures
 * seen fall to `one` as did.
 *
 * - Exact, because counts are small: at twenty runs a tree, chi-square's approximation is off by a factor near 0 and n.
 * - One-sided, because "regressed" and "fixed" are two claims, and each is made in one direction: an excess of the
 *   candidate's is tested for the one, of the base's for the other. Each claim is false in at most alpha of all cases. A
 *   two-sided p would ask for "different", which no verdict says, and would see less.
 * - It is the hypergeometric distribution's upper tail (R. A. Fisher, The Design of Experiments, 1935, II.):
 *   failures and runs are taken as given, and only to which tree they fell is chance.
 *
 * @returns p, from 0 to 1; 1 where one of both has no runs
 */
export function moreFailures(one: Rate, other: Rate): number {
  const failures = one.failures + other.failures;
  const least = Math.max(0, failures - other.runs);
  const most = Math.min(failures, one.runs);
  if (one.failures <= least) return 1;
  // Each count's likelihood relative to the likeliest: no factorial is ever large, and what underflows is nothing.
  const mode = clamp(Math.floor(((failures + 1) * (one.runs + 1)) / (one.runs + other.runs + 2)), least, most);
  const step = (count: number): number =>
    ((failures - count) * (one.runs - count)) / ((count + 1) * (other.runs - failures + count + 1));
  let [inTail, outside] = [0, 0];
  const add = (count: number, weight: number): void => {
    if (count >= one.failures) inTail += weight;
    else outside += weight;
  };
  add(mode, 1);
  for (let count = mode, weight = 1; count < most; count += 1) {
    weight *= step(count);
    add(count + 1, weight);
  }
  for (let count = mode, weight = 1; count > least; count -= 1) {
    weight /= step(count - 1);
    add(count - 1, weight);
  }
  return inTail / (inTail + outside);
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
