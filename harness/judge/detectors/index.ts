import type { JudgedCell } from '../../records/run/verdict.ts';
import { btrfsChecksums } from './btrfsChecksums.ts';
import { checks } from './checks.ts';
import { content } from './content.ts';
import { contract } from './contract.ts';
import { crashes } from './crashes.ts';
import type { Detector, Named, StatusDetector } from './detector.ts';
import { failedCalls } from './failedCalls.ts';
import { integrity } from './integrity.ts';
import { invalid } from './invalid.ts';
import { lockups } from './lockups.ts';
import { logErrors } from './logErrors.ts';
import { lostErrors } from './lostErrors.ts';
import { lostGuest } from './lostGuest.ts';
import { pinLeaks } from './pinLeaks.ts';
import { sanitisers } from './sanitisers.ts';
import { stalls } from './stalls.ts';
import { tails } from './tails.ts';
import { warnings } from './warnings.ts';

/** In the order in which failures are told: of equally grave ones the first is the one that is quoted. */
export const detectors: readonly Detector[] = [
  // Before the crash that a bad access comes to.
  sanitisers,
  crashes,
  lockups,
  warnings,
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
export const namedDetectors: readonly (Named & { kinds: readonly string[] })[] = [
  ...detectors,
  ...statusDetectors.map((each) => ({ ...each, kinds: [] })),
];

/** The detector that raises a kind of failure: who names it, or else who takes the rest of its family. */
export function detectorOf(kind: string): Detector | undefined {
  const family = kind.replace(/:.*$/, ':');
  return detectors.find(({ kinds }) => kinds.includes(kind)) ?? detectors.find(({ kinds }) => kinds.includes(family));
}

/** Names of the detectors that found something in a cell, in the order of `pinproof list detectors`. */
export function firedDetectors(cell: JudgedCell): string[] {
  const raised = new Set(cell.failures.map(({ kind }) => detectorOf(kind)));
  return [...detectors.filter((each) => raised.has(each)), ...statusDetectors.filter(({ fired }) => fired(cell))].map(
    ({ name }) => name,
  );
}
