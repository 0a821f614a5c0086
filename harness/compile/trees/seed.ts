/** A finished build whose tree, with its objects, is still there. */
export interface SeedCandidate {
  key: string;
  source: string;
  /** Content address of config fragments and toolchain. */
  setup: string;
  /** Files that its series touched. */
  touched: readonly string[];
  /** Content addresses of those of its patches that are others'. Unknown of builds of older versions. */
  foreign?: readonly string[] | undefined;
}

/** What a tree asks of the build to start from. */
export interface Wanted {
  source: string;
  setup: string;
  touched: readonly string[];
  /** Content addresses of all its patches. */
  patches: readonly string[];
  /** Key of the build that is known to be nearest. */
  after?: string | undefined;
}

/**
 * The build to start from: same source, config and toolchain, no stranger's hand in it; of those the one that is known to
 * be nearest (`after`), else that with the fewest files that differ. Ties go to the smaller key, so that the choice does not
 * depend on the order of a directory.
 */
export function pickSeed<T extends SeedCandidate>(builds: readonly T[], wanted: Wanted): T | undefined {
  const fitting = builds.filter(
    (build) => build.source === wanted.source && build.setup === wanted.setup && isTrusted(build, wanted.patches),
  );
  const cost = (build: SeedCandidate): number => differing(build.touched, wanted.touched).length;
  const known = fitting.find(({ key }) => key === wanted.after);
  return known ?? fitting.toSorted((a, b) => cost(a) - cost(b) || (a.key < b.key ? -1 : 1))[0];
}

/**
 * Whether nobody had a hand in a build who has none in the tree that is to go on from its objects: a makefile that a
 * patch changed may have made any object what it likes.
 */
function isTrusted({ foreign, touched }: SeedCandidate, patches: readonly string[]): boolean {
  if (foreign === undefined) return touched.length === 0;
  return foreign.every((patch) => patches.includes(patch));
}

/** The files that may differ between two trees of one source: all that either series touched. */
export function differing(seed: readonly string[], wanted: readonly string[]): string[] {
  return [...new Set([...seed, ...wanted])].sort();
}
