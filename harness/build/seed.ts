/** A finished build whose tree, with its objects, is still there. */
export interface SeedCandidate {
  key: string;
  source: string;
  /** Content address of config fragments and toolchain. */
  setup: string;
  /** Files that its series touched. */
  touched: readonly string[];
}

/**
 * The build to start from: same source, config and toolchain, and the fewest files that differ.
 * Ties go to the smaller key, so that the choice does not depend on the order of a directory.
 */
export function pickSeed<T extends SeedCandidate>(
  builds: readonly T[],
  wanted: { source: string; setup: string; touched: readonly string[] },
): T | undefined {
  const fitting = builds.filter(({ source, setup }) => source === wanted.source && setup === wanted.setup);
  const cost = (build: SeedCandidate): number => differing(build.touched, wanted.touched).length;
  return fitting.toSorted((a, b) => cost(a) - cost(b) || (a.key < b.key ? -1 : 1))[0];
}

/** The files that may differ between two trees of one source: all that either series touched. */
export function differing(seed: readonly string[], wanted: readonly string[]): string[] {
  return [...new Set([...seed, ...wanted])].sort();
}
