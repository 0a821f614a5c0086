import { gravityOf } from '../../kinds/failureKinds.ts';
import type { RememberedFailure } from '../../records/outputs/history.ts';
import type { CellStatus } from '../../records/run/verdict.ts';
import { gravest } from '../compare.ts';
import { isSameFailure } from './sameFailure.ts';

/** What a cell does in the later of two runs, by what it did in the earlier one. */
export type Change = 'worse' | 'better' | 'changed' | 'untold' | 'same';

export interface Outcome {
  status: CellStatus;
  claimed?: boolean | undefined;
  failures: readonly RememberedFailure[];
}

const saysNothing = (status: CellStatus): boolean => status === 'invalid' || status === 'lost';

/**
 * Returns what a cell changed from one run to the next. As of base and candidate (compare.ts), refused is not fixed, and what
 * fails in both is worse only where a failure is graver than all that were there before. A run is no base of the other,
 * though: what cannot be told is no verdict, and other failures of the same gravity are a change.
 */
export function changeOf(before: Outcome, after: Outcome): Change {
  if (saysNothing(after.status)) return saysNothing(before.status) ? 'same' : 'untold';
  if (saysNothing(before.status)) return 'changed';
  if (before.status === 'fail' && after.status === 'fail') return changeOfFailures(before.failures, after.failures);
  if (before.status === after.status) return 'same';
  if (after.status === 'pass') return 'better';
  if (after.status === 'fail') return 'worse';
  // Refused: a contract that changed, as somebody said that it would, or as nobody did.
  return before.status === 'fail' || after.claimed ? 'changed' : 'worse';
}

export function changeOfFailures(before: readonly RememberedFailure[], after: readonly RememberedFailure[]): Change {
  const [was, is] = [gravest(before), gravest(after)];
  if (is !== was) return is > was ? 'worse' : 'better';
  const lacks = (some: readonly RememberedFailure[], others: readonly RememberedFailure[]): boolean =>
    some.some((one) => !others.some((other) => isSameFailure(one, other)));
  return lacks(before, after) || lacks(after, before) ? 'changed' : 'same';
}

/** The most failures that are named. */
const mostNamed = 3;

/** `pass`, or `fail: guard-tag, fsync-error`: titles are a guest's, and not neutralised here. */
export function outcomeInWords({ status, failures }: Outcome): string {
  if (status !== 'fail' || failures.length === 0) return status;
  const names = failures
    .toSorted((a, b) => gravityOf(b.kind) - gravityOf(a.kind))
    .map(({ kind, title }) => title ?? kind.replace(/^log:/, 'log of '));
  const shown = [...new Set(names)];
  const more = shown.length > mostNamed ? [`${shown.length - mostNamed} more`] : [];
  return `fail: ${[...shown.slice(0, mostNamed), ...more].join(', ')}`;
}
