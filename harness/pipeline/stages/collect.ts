import { readFile } from 'node:fs/promises';
import { collectCell } from '../../console/collectCell.ts';
import { readConsoleFile } from '../../console/input/read.ts';
import { readerVersion } from '../../console/input/readerVersion.ts';
import type { CellRecord } from '../../records/run/cell.ts';
import type { PlanCell } from '../../records/run/plan.ts';
import type { CellFolder } from '../../store/cellFolder.ts';
import { inputError } from '../../text/errors.ts';

/**
 * Reads what the guest of a cell left: its console and its report.
 * @param key the content address of the cell
 * @throws input error where the guest left nothing
 */
export async function collect(folder: CellFolder, key: string, cell: PlanCell): Promise<CellRecord> {
  const guest = await folder.guest();
  if (guest === undefined) {
    throw inputError({ what: 'this cell has no guest.json yet', where: folder.path, todo: 'pinproof run makes it' });
  }
  const console = await readConsoleFile(folder.pathOf('console'), { from: 'marker' });
  const report = await readFile(folder.pathOf('report'), 'utf8');
  const record = collectCell({ key, cell, guest, console, report, selfCheck: await folder.selfCheck() });
  return { ...record, reader: readerVersion() };
}
