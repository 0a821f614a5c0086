/** Beyond this the exact distribution takes seconds, and the normal one is as good to three figures. */
const mostExact = 100;

/**
 * The Mann-Whitney test (Wilcoxon's rank sum test): how likely it is, where both samples are of one distribution, that
 * their ranks differ at least as much as they do.
 *
 * - Two-sided: the report is that a latency changed, and both slower and faster are of interest.
 * - Exact up to a hundred values, over all ways of dealing out the ranks that there are, equal values sharing their mean
 *   rank; guest clocks are coarse, and equal values common. Beyond, the normal approximation with the correction for ties.
 * - Its values have to be independent of each other: one value a run, never the samples within it.
 *
 * @returns p, from 0 to 1; 1 where a sample is empty
 */
export function mannWhitney(one: readonly number[], other: readonly number[]): number {
  if (one.length === 0 || other.length === 0) return 1;
  const all = [...one, ...other];
  const ranks = doubledRanks(all);
  const sum = ranks.slice(0, one.length).reduce((total, rank) => total + rank, 0);
  return all.length <= mostExact ? exact(ranks, one.length, sum) : approximate(ranks, one.length, sum);
}

/** Twice the rank of each value, from 2: the mean rank of equal ones may lie halfway between two. */
function doubledRanks(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const places = new Map<number, { first: number; last: number }>();
  for (const [index, value] of sorted.entries()) {
    places.set(value, { first: places.get(value)?.first ?? index + 1, last: index + 1 });
  }
  return values.map((value) => {
    const { first, last } = places.get(value) ?? { first: 0, last: 0 };
    return first + last;
  });
}

/**
 * How far a sum of doubled ranks lies from what is expected: both are whole numbers, and equal distances compare as equal.
 * Of N values the doubled ranks add up to N (N + 1).
 */
const distance = (sum: number, size: number, all: number): number => Math.abs(sum - size * (all + 1));

/** Counts, for each sum, in how many ways `size` of the ranks add up to it. */
function exact(ranks: readonly number[], size: number, sum: number): number {
  const total = ranks.reduce((a, b) => a + b, 0);
  // ways[taken][sum]; each rank is put in once, so taken is gone through from above.
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(total + 1));
  (ways[0] as Float64Array)[0] = 1;
  for (const rank of ranks) {
    for (let taken = size; taken > 0; taken -= 1) {
      const [to, from] = [ways[taken] as Float64Array, ways[taken - 1] as Float64Array];
      for (let reached = total; reached >= rank; reached -= 1) {
        to[reached] = (to[reached] as number) + (from[reached - rank] as number);
      }
    }
  }
  const counted = ways[size] as Float64Array;
  const seen = distance(sum, size, ranks.length);
  let [extreme, every] = [0, 0];
  for (const [reached, count] of counted.entries()) {
    every += count;
    if (distance(reached, size, ranks.length) >= seen) extreme += count;
  }
  return extreme / every;
}

function approximate(ranks: readonly number[], size: number, sum: number): number {
  const all = ranks.length;
  const ties = [...Map.groupBy(ranks, (rank) => rank).values()].reduce(
    (total, { length }) => total + length ** 3 - length,
    0,
  );
  const variance = ((size * (all - size)) / 12) * (all + 1 - ties / (all * (all - 1)));
  // Half a rank, for the sum goes in steps.
  const away = Math.max(0, distance(sum, size, all) / 2 - 0.5);
  return variance === 0 ? 1 : 2 * normalTail(away / Math.sqrt(variance));
}

/** P(Z > z) for z of at least 0, to seven figures after the point (Abramowitz and Stegun 26.2.17). */
function normalTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = ((((1.330274429 * t - 1.821255978) * t + 1.781477937) * t - 0.356563782) * t + 0.31938153) * t;
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
