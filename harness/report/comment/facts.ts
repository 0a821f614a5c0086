/** A commit, and where it can be looked at. */
export interface LinkedCommit {
  hash: string;
  url: string;
}

/** What a comment says of the pull request and the run, beside the verdict. */
export interface CommentFacts {
  head: LinkedCommit;
  base: LinkedCommit;
  /** Whether the head was judged as it is, or merged into the base. */
  merged: boolean;
  /** Where report and artefacts are; undefined where nobody knows. */
  runUrl: string | undefined;
  /** What the folder of the run is called. */
  runName: string;
}
