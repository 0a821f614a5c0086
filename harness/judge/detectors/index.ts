import { detectorNameOf } from '../../kinds/failureKinds.ts';
import type { JudgedCell } from '../../records/run/verdict.ts';
import { btrfsChecksums } from './btrfsChecksums.ts';
import { checks } from './checks.ts';
import { content } from './content.ts';
import { contract } from './contract.ts';
import type { Detector, Named, StatusDetector } from './detector.ts';
import { failedCalls } from './failedCalls.ts';
import { integrity } from './integrity.ts';
import { invalid } from './invalid.ts';
import { logErrors } from './logErrors.ts';
import { lostErrors } from './lostErrors.ts';
import { lostGuest } from './lostGuest.ts';
import { pinLeaks } from './pinLeaks.ts';
import { splatDetectors } from './splats.ts';
import { stalls } from './stalls.ts';
import { tails } from './tails.ts';

/** In the order in which failures are listed: of equally grave ones the first is the one that is quoted. */
export const detectors: readonly Detector[] = [
  ...splatDetectors,
  lostGuest,
  content,
  lostErrors,
  integrity,
  pinLeaks,
  btrfsChecksums,
  stalls,
  tails,
  failedCalls,
  logErrors,
  checks,
];

const statusDetectors: readonly StatusDetector[] = [contract, invalid];

/** All that looks for something, as `pinproof list detectors` names it. */
export const namedDetectors: readonly Named[] = [...detectors, ...statusDetectors];

/** Names of the detectors that found something in a cell, in the order of `pinproof list detectors`. */
export function firedDetectors(cell: JudgedCell): string[] {
  const raised = new Set(cell.failures.map(({ kind }) => detectorNameOf(kind)));
  return [
    ...detectors.filter(({ name }) => raised.has(name)),
    ...statusDetectors.filter(({ fired }) => fired(cell)),
  ].map(({ name }) => name);
}
