import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { idOfOldRun, timeInName } from '../history/facts.ts';
import { hostFacts, ownVersion } from '../host/facts.ts';
import { asDiskError } from '../host/folders.ts';
import { type RunRecord, runRecordSchema } from '../records/run/runState.ts';
import { verdictRecordSchema } from '../records/run/verdict.ts';
import { readRecord, writeRecord } from '../store/records.ts';
import { exitCodeOf } from '../text/errors.ts';
import { recordPath } from './stages.ts';

const path = (runFolder: string): string => join(runFolder, 'run.json');

export const readRunRecord = (runFolder: string): Promise<RunRecord | undefined> =>
  readRecord(path(runFolder), runRecordSchema);

/** Says in run.json which run begins here. A run that goes on is the run that it was. */
export async function beginRun(runFolder: string): Promise<void> {
  const known = await readRunRecord(runFolder);
  await writeRecord(path(runFolder), {
    format: 'pinproof.run/1',
    id: known?.id ?? randomBytes(6).toString('hex'),
    started: known?.started ?? new Date().toISOString(),
    state: 'begun',
    pinproof: await ownVersion(),
    host: hostFacts(),
  } satisfies RunRecord);
}

/** Says in run.json how it ended. A run that has no run.json was made by an older pinproof, and gets none. */
export async function endRun(
  runFolder: string,
  how: Pick<RunRecord, 'state' | 'message'>,
  code: number,
): Promise<void> {
  const known = await readRunRecord(runFolder);
  if (known === undefined) return;
  const { message: _, ...rest } = known;
  const ended = new Date().toISOString();
  await writeRecord(path(runFolder), { ...rest, ended, ...how, exitCode: code } satisfies RunRecord);
}

/** How a run ended that threw. */
export function failureOf(
  error: unknown,
  signal: AbortSignal,
): { how: Pick<RunRecord, 'state' | 'message'>; code: number } {
  const told = asDiskError(error);
  const message = (told instanceof Error ? told.message : String(told)).split('\n')[0] ?? '';
  return { how: { state: signal.aborted ? 'interrupted' : 'failed', message }, code: exitCodeOf(told) };
}

type Known = Omit<RunRecord, 'format' | 'pinproof' | 'host'> & Partial<Pick<RunRecord, 'pinproof' | 'host'>>;

/** Which run is in a folder; of one without run.json, what the folder's name and its records say. */
export async function runOf(runFolder: string): Promise<Known> {
  const known = await readRunRecord(runFolder);
  if (known !== undefined) {
    const { format: _, ...rest } = known;
    return rest;
  }
  const plan = await readFile(recordPath(runFolder, 'plan'), 'utf8');
  const verdict = await readRecord(recordPath(runFolder, 'verdict'), verdictRecordSchema);
  return {
    id: idOfOldRun(runFolder, plan),
    started: timeInName(runFolder) ?? (await stat(recordPath(runFolder, 'plan'))).mtime.toISOString(),
    ...(verdict === undefined ? { state: 'begun' } : { state: 'finished', exitCode: verdict.exitCode }),
  };
}
