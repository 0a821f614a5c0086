import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { cellFolder, saidIn } from '../execute/runCells.ts';
import { databasePath, withHistory } from '../history/database.ts';
import { factsOf } from '../history/facts.ts';
import { noveltyOf } from '../history/novelty.ts';
import { Past } from '../history/past.ts';
import { recallRun, remember } from '../history/store.ts';
import { exists } from '../host/folders.ts';
import { contentKey } from '../host/hash.ts';
import { stateFolder } from '../host/paths.ts';
import { judgeRun } from '../judge/verdict.ts';
import type { Novelty, RememberedRun } from '../records/outputs/history.ts';
import { bootRecordSchema } from '../records/run/boot.ts';
import { buildRecordSchema } from '../records/run/build.ts';
import { type CellRecord, cellRecordSchema, type LostCell, lostCellSchema } from '../records/run/cell.ts';
import { verdictRecordSchema } from '../records/run/verdict.ts';
import { readRecord } from '../store/records.ts';
import type { Context } from './context.ts';
import { beginRun, endRun, failureOf, runOf } from './runRecord.ts';
import { planOfRun, recordPath } from './stages.ts';

/**
 * Does the stages of a run, and writes down in run.json and the history when and how it ended, as far as it got. Trouble
 * with that is told, and is no trouble of the run's: its verdict stands.
 */
export async function remembering(runFolder: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  await beginRun(runFolder);
  try {
    await work();
  } catch (error) {
    const { how, code } = failureOf(error, signal);
    await tolerating(async () => {
      await endRun(runFolder, how, code);
      await rememberRun(runFolder);
    });
    throw error;
  }
  await tolerating(async () => {
    await endAsJudged(runFolder);
    await rememberRun(runFolder);
  });
}

/** A run that is judged has ended, whatever it was before. */
export async function endAsJudged(runFolder: string): Promise<void> {
  const verdict = await readRecord(recordPath(runFolder, 'verdict'), verdictRecordSchema);
  if (verdict !== undefined) await endRun(runFolder, { state: 'finished' }, verdict.exitCode);
}

/** Tells trouble with the history, whatever it is, and goes on. */
export async function tolerating<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    console.error(`pinproof: the history is left out: ${(error as Error).message}`);
    return undefined;
  }
}

/** Puts a run into the history, in place of what it held of it. */
export async function rememberRun(runFolder: string): Promise<RememberedRun> {
  const run = await readRun(runFolder);
  withHistory(databasePath(stateFolder()), (database) => remember(database, run));
  return run;
}

/** What is new in a run, by the runs before it; undefined where the run is not remembered. */
export async function noveltyIn(runFolder: string): Promise<Novelty | undefined> {
  const path = databasePath(stateFolder());
  if (!(await exists(path))) return undefined;
  const { id } = await runOf(await realpath(runFolder));
  return withHistory(path, (database) => {
    const run = recallRun(database, id);
    return run && noveltyOf(run, new Past(database, run));
  });
}

/** What there is to remember of the run in a folder, from its records. */
export async function readRun(given: string): Promise<RememberedRun> {
  // `latest` is a link: the run has a name of its own.
  const runFolder = await realpath(given);
  const context = { runFolder } as Context;
  const plan = await planOfRun(context);
  const run = await runOf(runFolder);
  const build = await readRecord(recordPath(runFolder, 'build'), buildRecordSchema);
  const boot = await readRecord(recordPath(runFolder, 'boot'), bootRecordSchema);
  const cells: (CellRecord | LostCell)[] = [];
  const said = new Map<string, string>();
  for (const cell of plan.cells) {
    const folder = cellFolder(runFolder, cell);
    const record = await readRecord(join(folder, 'cell.json'), cellRecordSchema.or(lostCellSchema));
    if (record === undefined) continue;
    cells.push(record);
    const key = record.format === 'pinproof.cell/1' ? await saidKey(record, folder) : undefined;
    if (key !== undefined) said.set(cell.id, key);
  }
  const verdict =
    run.state === 'finished'
      ? await readRecord(recordPath(runFolder, 'verdict'), verdictRecordSchema)
      : // Of a run that was cut short: what its cells say, each for itself. It is not written down as a verdict.
        build && judgeRun({ plan, build, boot, cells, place: () => ({ folder: '', repeat: '' }) });
  return factsOf({ folder: runFolder, run, plan, build, boot, cells, said, verdict });
}

/** The content address of what a guest said, but for the first line of the console, which is ours. */
async function saidKey({ guest }: CellRecord, folder: string): Promise<string | undefined> {
  // Where time or the machine ended it, another run of the same cell says less, or more.
  if (guest.stopped !== undefined || guest.exitCode !== 0) return undefined;
  const { console, report } = await saidIn(folder);
  return contentKey({ console: console.slice(console.indexOf('\n') + 1), report });
}
