import type { RememberedFailure } from '../../records/outputs/history.ts';

/**
 * Whether two failures of one cell are the same: kernel reports by their fingerprint, for one bug may have several titles.
 * Where one of both has none, the title decides.
 */
export function isSameFailure(one: RememberedFailure, other: RememberedFailure): boolean {
  if (one.kind !== other.kind) return false;
  if (one.fingerprint !== undefined && other.fingerprint !== undefined) return one.fingerprint === other.fingerprint;
  return one.title === other.title;
}

/** Each once. */
export function distinctFailures(failures: readonly RememberedFailure[]): RememberedFailure[] {
  return failures.filter((each, index) => failures.findIndex((other) => isSameFailure(each, other)) === index);
}
