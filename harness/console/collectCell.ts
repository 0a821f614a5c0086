import type { CellRecord } from '../records/run/cell.ts';
import type { GuestRecord } from '../records/run/guest.ts';
import type { Observation } from '../records/run/observation.ts';
import type { PlanCell } from '../records/run/plan.ts';
import type { SelfCheck } from '../records/run/selfCheck.ts';
import { endingOf } from './ending.ts';
import { readGuestReport } from './guestReport.ts';
import { cellMarker } from './marker.ts';
import type { ConsoleReading } from './reader.ts';

export interface CollectInput {
  /** Content address of the cell. */
  key: string;
  cell: PlanCell;
  guest: GuestRecord;
  /** The kernel console, read from the cell's marker on. */
  console: ConsoleReading;
  /** The guest's own serial port. */
  report: string;
  /** Where the cell was run twice. */
  selfCheck?: SelfCheck | undefined;
}

/** Everything that one cell's console and report say, as a record. Pure; judges nothing. */
export function collectCell({ key, cell, guest, console: heard, report, selfCheck }: CollectInput): CellRecord {
  const told = readGuestReport(report);
  const observations: Observation[] = [...told.observations, ...heard.observations];
  if (told.phases.includes('cell') && !heard.cellBegan) {
    // Without it no log line counts, and the silence would look like health.
    observations.push({
      type: 'problem',
      what: `the console has no line "${cellMarker}": its errors cannot be counted`,
    });
  }
  const ending = endingOf({ guest, console: heard, report: told });
  return { format: 'pinproof.cell/1', key, cell, ending, guest, observations, ...(selfCheck && { selfCheck }) };
}
