import type { DetectorName } from '../../kinds/failureKind.ts';
import type { CellRecord } from '../../records/run/cell.ts';
import type { Failure, JudgedCell } from '../../records/run/verdict.ts';
import type { CallFailure } from '../calls.ts';

/** What a detector looks at. */
export interface Facts {
  record: CellRecord;
  /** Calls that failed and that no contract covers: what is left when refusals are taken out. */
  unexpectedCalls: readonly CallFailure[];
}

/** What `pinproof list detectors` says of each. */
export interface Named {
  name: string;
  /** What it finds, in one line. */
  summary: string;
}

/** Finds failures in one cell: those of the kinds that are its own by kinds/failureKinds.ts. Pure, and total. */
export interface Detector extends Named {
  name: DetectorName;
  detect(facts: Facts): Failure[];
}

/** What is found where a cell's status is judged (judge/cell.ts): no failure of its own, but a status. */
export interface StatusDetector extends Named {
  fired(cell: JudgedCell): boolean;
}
