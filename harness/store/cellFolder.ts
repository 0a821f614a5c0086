import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CellRecord, cellRecordSchema, type LostCell, lostCellSchema } from '../records/run/cell.ts';
import { type GuestRecord, guestRecordSchema } from '../records/run/guest.ts';
import { type SelfCheck, selfCheckSchema } from '../records/run/selfCheck.ts';
import { consoleName, guestName, reportName, selfCheckName, traceName } from './guestFiles.ts';
import { readRecord, writeRecord } from './records.ts';
import { cellRecordFile } from './runFiles.ts';

const anyCellSchema = cellRecordSchema.or(lostCellSchema);

/** What a guest said: on its console, and on its own serial port. Latin-1: each byte is a character. */
export interface Said {
  console: string;
  report: string;
}

/** The folder of one cell: what its guest left, and what was read of it. */
export class CellFolder {
  readonly path: string;
  #record: Promise<CellRecord | LostCell | undefined> | undefined;
  #guest: Promise<GuestRecord | undefined> | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** Returns what is known of the cell, or undefined where it was not run. Read once. */
  record(): Promise<CellRecord | LostCell | undefined> {
    this.#record ??= readRecord(join(this.path, cellRecordFile), anyCellSchema);
    return this.#record;
  }

  /** Returns what was observed in the cell, or undefined where it was not run or is lost. */
  async observed(): Promise<CellRecord | undefined> {
    const record = await this.record();
    return record?.format === 'pinproof.cell/1' ? record : undefined;
  }

  /** Writes what is known of the cell, and keeps it. */
  async put(record: CellRecord | LostCell): Promise<void> {
    await writeRecord(join(this.path, cellRecordFile), record);
    this.#record = Promise.resolve(record);
  }

  /** Forgets what was read: the cell is run anew. */
  forget(): void {
    this.#record = undefined;
    this.#guest = undefined;
  }

  /** Returns how the guest ended, or undefined where it has not. Read once. */
  guest(): Promise<GuestRecord | undefined> {
    this.#guest ??= readRecord(this.pathOf('guest'), guestRecordSchema);
    return this.#guest;
  }

  /** Returns whether the cell repeated, or undefined where it was run once. */
  selfCheck(): Promise<SelfCheck | undefined> {
    return readRecord(join(this.path, selfCheckName), selfCheckSchema);
  }

  /** Returns what the guest said, each byte a character. */
  async said(): Promise<Said> {
    return {
      console: await readFile(this.pathOf('console'), 'latin1'),
      report: await readFile(this.pathOf('report'), 'latin1'),
    };
  }

  /** Returns the path of one of the guest's files. */
  pathOf(file: 'console' | 'report' | 'guest' | 'trace'): string {
    const names = { console: consoleName, report: reportName, guest: guestName, trace: traceName };
    return join(this.path, names[file]);
  }
}
