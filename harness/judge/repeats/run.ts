import type { JudgedCell } from '../../records/run/verdict.ts';

/** One repeat of a cell. */
export interface Run {
  judged: JudgedCell;
  /** Nanoseconds of guest time, by operation. */
  medians: ReadonlyMap<string, number>;
}
