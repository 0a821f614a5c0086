/**
 * Holm's step-down correction (S. Holm, A Simple Sequentially Rejective Multiple Test Procedure, Scandinavian Journal of
 * Statistics 6, 1979): of all that is found with an adjusted p of at most alpha, anything at all is false in at most
 * alpha of all cases, whether or not the tests depend on each other.
 * @param ps of one family of tests
 * @returns the adjusted p of each, in the same order
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, index) => index).toSorted((a, b) => (ps[a] ?? 1) - (ps[b] ?? 1));
  const adjusted = ps.map(() => 1);
  let least = 0;
  for (const [rank, index] of order.entries()) {
    least = Math.max(least, Math.min(1, (ps[index] ?? 1) * (ps.length - rank)));
    adjusted[index] = least;
  }
  return adjusted;
}
