import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { consoleName } from '../lib/guest/qemuArguments.ts';
import { readRecord, writeWhole } from '../lib/records.ts';
import { cellRecordSchema, lostCellSchema } from '../records/cell.ts';
import type { Plan } from '../records/plan.ts';
import type { VerdictRecord } from '../records/verdict.ts';
import { type Evidence, evidenceOf } from '../report/html/evidence.ts';
import { renderPage } from '../report/html/page.ts';
import { cellFolder } from '../run/runCells.ts';

export const pageName = 'report.html';

/** Writes the page into the run's folder. Consoles are read one after the other: together they may be gigabytes. */
export async function writePage(runFolder: string, plan: Plan, verdict: VerdictRecord): Promise<void> {
  const evidence = new Map<string, Evidence>();
  for (const cell of plan.cells) {
    const folder = cellFolder(runFolder, cell);
    const record = await readRecord(join(folder, 'cell.json'), cellRecordSchema.or(lostCellSchema));
    if (record?.format !== 'pinproof.cell/1') continue;
    evidence.set(cell.id, evidenceOf(record, await readFile(join(folder, consoleName), 'latin1')));
  }
  await writeWhole(join(runFolder, pageName), renderPage({ verdict, plan, evidence }));
}
