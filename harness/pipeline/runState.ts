import { randomBytes } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { idOfOldRun } from '../history/facts.ts';
import { hostFacts, ownVersion } from '../host/facts.ts';
import { asDiskError } from '../host/folders.ts';
import type { RunRecord } from '../records/run/runState.ts';
import { type RunFolder, timeInName } from '../store/runFolder.ts';
import { exitCodeOf } from '../text/errors.ts';
import type { Session } from './context.ts';

/** How a run ended. */
type End = Pick<RunRecord, 'state' | 'message'> & { exitCode: number };

/**
 * Runs `work`, and records in run.json when it began, and how and when it ended.
 * @param ended is called after the end is recorded, whether `work` failed or not
 * @returns what `work` returns
 */
export async function recordingRun<T>(
  run: RunFolder,
  signal: AbortSignal,
  work: () => Promise<{ exitCode: number; value: T }>,
  ended: (record: () => Promise<void>) => Promise<void> = (record) => record(),
): Promise<T> {
  await beginRun(run);
  try {
    const { exitCode, value } = await work();
    await ended(() => endRun(run, { state: 'finished', exitCode }));
    return value;
  } catch (error) {
    await ended(() => endRun(run, failureOf(error, signal)));
    throw error;
  }
}

/** Records that a run begins. A run that goes on is the run that it was. */
async function beginRun(run: RunFolder): Promise<void> {
  const known = await run.find('run');
  await run.put('run', {
    format: 'pinproof.run/1',
    id: known?.id ?? randomBytes(6).toString('hex'),
    started: known?.started ?? new Date().toISOString(),
    state: 'begun',
    pinproof: await ownVersion(),
    host: hostFacts(),
    ...(known?.unconfined !== undefined && { unconfined: known.unconfined }),
  });
}

/** Records how a run ended. A run without run.json was made by an older pinproof, and gets none. */
export async function endRun(run: RunFolder, end: End): Promise<void> {
  const known = await run.find('run');
  if (known === undefined) return;
  const { message: _, ...rest } = known;
  await run.put('run', { ...rest, ended: new Date().toISOString(), ...end });
}

/** Records that guests of a run had no sandbox, and why. */
export async function recordUnconfined(run: RunFolder, unconfined: string): Promise<void> {
  const known = await run.find('run');
  if (known !== undefined) await run.put('run', { ...known, unconfined });
}

/** How a run ended that threw. */
function failureOf(error: unknown, signal: AbortSignal): End {
  const known = asDiskError(error);
  const message = (known instanceof Error ? known.message : String(known)).split('\n')[0] ?? '';
  return { state: signal.aborted ? 'interrupted' : 'failed', message, exitCode: exitCodeOf(known) };
}

type Known = Omit<RunRecord, 'format' | 'pinproof' | 'host'> & Partial<Pick<RunRecord, 'pinproof' | 'host'>>;

/** Returns which run is in a folder; of one without run.json, what the folder's name and its records say. */
export async function stateOf(run: RunFolder): Promise<Known> {
  const known = await run.find('run');
  if (known !== undefined) {
    const { format: _, ...rest } = known;
    return rest;
  }
  const verdict = await run.find('verdict');
  // `latest` is a link: the run has a name of its own.
  const folder = await realpath(run.path);
  return {
    id: idOfOldRun(folder, await run.planText()),
    started: timeInName(folder) ?? (await stat(run.pathOf('plan'))).mtime.toISOString(),
    ...(verdict === undefined ? { state: 'begun' } : { state: 'finished', exitCode: verdict.exitCode }),
  };
}

/** Runs work on the history: trouble with it is reported, and is no trouble of the run's. */
export async function tolerating<T>({ tell }: Pick<Session, 'tell'>, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    tell({ type: 'note', text: `the history is left out: ${(error as Error).message}` });
    return undefined;
  }
}
