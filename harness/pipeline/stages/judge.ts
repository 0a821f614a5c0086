import { join } from 'node:path';
import { readerVersion } from '../../console/input/readerVersion.ts';
import { judgeCell } from '../../judge/cell.ts';
import { judgeRun } from '../../judge/verdict.ts';
import type { CellRecord, LostCell } from '../../records/run/cell.ts';
import type { PlanCell } from '../../records/run/plan.ts';
import type { JudgedCell, VerdictRecord } from '../../records/run/verdict.ts';
import type { CellFolder } from '../../store/cellFolder.ts';
import { runParts } from '../../store/runFiles.ts';
import type { RunFolder } from '../../store/runFolder.ts';
import type { Context } from '../context.ts';
import { seenFrom } from '../session.ts';
import { collect } from './collect.ts';
import { cellSymboliser } from './symbolise.ts';

/** Judges the cells of a run. A console that another version has read is read again: what it sees better counts for old runs, too. */
export async function judgeStage(context: Context): Promise<VerdictRecord> {
  const { run } = context;
  const symbolise = cellSymboliser({ ...context, build: await run.get('build'), stage: 'judge' });
  for await (const { cell, folder, record } of run.cells()) {
    if (record.format !== 'pinproof.cell/1' || record.reader === readerVersion()) continue;
    await folder.put(await symbolise(await collect(folder, record.key, cell)));
  }
  return judgeCollected(run);
}

/** Judges what was read of the cells of a run, as it stands. */
export async function judgeCollected(run: RunFolder): Promise<VerdictRecord> {
  const cells: (CellRecord | LostCell)[] = [];
  for await (const { record } of run.cells()) cells.push(record);
  const verdict = judgeRun({
    plan: await run.get('plan'),
    build: await run.get('build'),
    boot: await run.find('boot'),
    unconfined: (await run.find('run'))?.unconfined,
    cells,
    place: ({ id }) => ({
      folder: join(runParts.cells, id),
      repeat: `pinproof replay ${join(seenFrom(run.path), id)}`,
    }),
  });
  await run.put('verdict', verdict);
  return verdict;
}

/** Judges the guest in a folder: one that was run again, with nothing recorded of it. */
export async function judgeAgain(
  { run }: Pick<Context, 'run'>,
  cell: PlanCell,
  folder: CellFolder,
): Promise<JudgedCell> {
  const { workloads, known } = await run.get('plan');
  const workload = workloads[cell.workload];
  if (workload === undefined) throw new Error(`the plan has no workload ${cell.workload}`);
  return judgeCell(await collect(folder, '', cell), workload, { folder: folder.path, repeat: '' }, known);
}
