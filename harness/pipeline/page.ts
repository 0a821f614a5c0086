import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cellFolder } from '../execute/runCells.ts';
import { consoleName } from '../guest/qemu/arguments.ts';
import type { Scoreboard } from '../records/outputs/scoreboard.ts';
import { cellRecordSchema, lostCellSchema } from '../records/run/cell.ts';
import type { Plan } from '../records/run/plan.ts';
import type { VerdictRecord } from '../records/run/verdict.ts';
import { type Evidence, evidenceOf } from '../report/html/evidence.ts';
import { renderPage } from '../report/html/page.ts';
import { readRecord, writeWhole } from '../store/records.ts';

/** Writes the page into the run's folder, and returns it. Consoles are read one after the other: together they may be gigabytes. */
export async function writePage(
  runFolder: string,
  plan: Plan,
  verdict: VerdictRecord,
  board?: Scoreboard,
): Promise<string> {
  const evidence = new Map<string, Evidence>();
  for (const cell of plan.cells) {
    const folder = cellFolder(runFolder, cell);
    const record = await readRecord(join(folder, 'cell.json'), cellRecordSchema.or(lostCellSchema));
    if (record?.format === 'pinproof.cell/1') evidence.set(cell.id, evidenceOf(record, await consoleIn(folder)));
  }
  const page = renderPage({ verdict, plan, evidence, ...(board && { board }) });
  await writeWhole(join(runFolder, 'report.html'), page);
  return page;
}

/** Undefined where it is gone: of a run that was kept without what is large in it, the page has all but that. */
async function consoleIn(folder: string): Promise<string | undefined> {
  return readFile(join(folder, consoleName), 'latin1').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
