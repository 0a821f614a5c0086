import type { DetectorName } from '../../kinds/failureKind.ts';
import { detectorNameOf } from '../../kinds/failureKinds.ts';
import { harmlessLogs } from '../../kinds/lines/log.ts';
import type { CellRecord } from '../../records/run/cell.ts';
import type { Failure } from '../../records/run/verdict.ts';
import { only } from '../observations.ts';
import type { Detector } from './detector.ts';

/** Counts are lower bounds: printk is rate-limited. */
export const logErrors: Detector = {
  name: 'log-errors',
  summary: 'errors and warnings of file systems, page cache and block layer in the kernel’s log',
  detect: ({ record }) => linesOf('log-errors', record),
};

/** Returns the counted lines of the log that are a detector's, one failure a kind. */
export function linesOf(detector: DetectorName, { observations }: CellRecord): Failure[] {
  return only(observations, 'log')
    .filter(({ kind }) => !harmlessLogs.has(kind) && detectorNameOf(`log:${kind}`) === detector)
    .map(({ kind, count, first }) => ({ kind: `log:${kind}`, count, detail: first }));
}
