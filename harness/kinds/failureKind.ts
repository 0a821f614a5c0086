import type { Gravity } from './gravity.ts';

/** The detectors that raise failures, by the names that `pinproof list detectors` prints (judge/detectors). */
export type DetectorName =
  | 'sanitisers'
  | 'crashes'
  | 'lockups'
  | 'warnings'
  | 'lost-guest'
  | 'content'
  | 'lost-errors'
  | 'integrity'
  | 'pin-leaks'
  | 'btrfs-checksums'
  | 'stalls'
  | 'tails'
  | 'failed-calls'
  | 'log-errors'
  | 'checks';

/** A kind of failure: a row of the table (kinds/failureKinds.ts). */
export interface FailureKind {
  /** The detector that raises it. */
  detector: DetectorName;
  gravity: Gravity;
  /**
   * Whether it is a fact about the kernel even if the workload did not do all of its work. A failed call may be the very
   * reason why there was no progress, and may be our own fault; a splat, a wrong byte or a lost guest is not.
   */
  real: boolean;
  /** What stands behind the count in a report for people, its plural in braces; absent where `detail` says it all. */
  words?: string;
}
