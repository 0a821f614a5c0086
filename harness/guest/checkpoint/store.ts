import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../../host/exec.ts';
import { exists, temporaryIn } from '../../host/folders.ts';
import { consoleName, reportName } from '../../store/guestFiles.ts';
import { readRecord } from '../../store/records.ts';
import { entriesIn, markUsed, removeFolder } from '../../store/retention/folders.ts';
import { cacheLimits, type Limit } from '../../store/retention/limits.ts';
import { surplus } from '../../store/retention/surplus.ts';
import { checkpointRecordSchema, recordName, stateName, storedMemoryName } from './record.ts';

/** A checkpoint that guests can go on from. */
export interface OpenCheckpoint {
  key: string;
  /** Migration stream, its clock as QEMU wrote it. */
  state: Buffer;
  /** Guest time of the stop, in nanoseconds. */
  now: bigint;
  /** What the guest had said up to there; the console without its first line, the command. */
  console: string;
  report: string;
  /** A file that cells map and copy on write: one copy in the host's page cache serves them all. */
  memory: string;
  close(): Promise<void>;
}

export const checkpointFolder = (cache: string, key: string): string => join(cache, 'checkpoints', key);

/** Where the memories of open checkpoints are, not compressed; each is its process's own. */
export const memoryFolder = (cache: string): string => join(cache, 'memory');
export const memoryPath = (cache: string, key: string): string =>
  temporaryIn(memoryFolder(cache), `${key}-${randomUUID()}`);

/** Why a stored checkpoint cannot be used. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}

/**
 * Opens a stored checkpoint.
 * @param memory where its memory is already, else it is expanded
 * @returns undefined where there is none
 * @throws Damaged where a part is missing or is not what was stored
 */
export async function openCheckpoint(
  cache: string,
  key: string,
  memory: string | undefined,
  signal: AbortSignal | undefined,
): Promise<OpenCheckpoint | undefined> {
  const folder = checkpointFolder(cache, key);
  const record = await readRecord(join(folder, recordName), checkpointRecordSchema).catch(() => {
    throw new Damaged('its record is not readable');
  });
  if (record === undefined) {
    if (await exists(folder)) throw new Damaged('its record is missing');
    return undefined;
  }
  const part = (name: string): Promise<Buffer> =>
    readFile(join(folder, name)).catch(() => {
      throw new Damaged(`its ${name} is missing`);
    });
  const state = await part(stateName);
  if (createHash('sha256').update(state).digest('hex') !== record.stateHash) throw new Damaged('its state was changed');
  const console = (await part(consoleName)).toString('latin1');
  const report = (await part(reportName)).toString();
  const path = memory ?? (await expand(cache, key, signal));
  await markUsed(folder);
  return {
    key,
    state,
    now: BigInt(record.now),
    console: console.slice(console.indexOf('\n') + 1),
    report,
    memory: path,
    close: () => rm(path, { force: true }),
  };
}

async function expand(cache: string, key: string, signal: AbortSignal | undefined): Promise<string> {
  const path = memoryPath(cache, key);
  await mkdir(memoryFolder(cache), { recursive: true });
  const stored = join(checkpointFolder(cache, key), storedMemoryName);
  try {
    const ended = await runProgram('zstd', ['-q', '-d', stored, '-o', path], signal === undefined ? {} : { signal });
    if (ended.exitCode !== 0) throw new Damaged(ended.stderr.trim());
    return path;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Removes the checkpoints that were not used for longest, as far as they pass the limit. */
export async function trimCheckpoints(cache: string, limit: Limit = cacheLimits.checkpoints): Promise<void> {
  const folder = join(cache, 'checkpoints');
  const all = (await entriesIn(folder, true)).filter(({ name }) => /^[0-9a-f]+$/.test(name));
  for (const { entry } of surplus(all, limit, Date.now())) await removeCheckpoint(cache, entry.name);
}

export async function removeCheckpoint(cache: string, key: string): Promise<void> {
  await removeFolder(join(cache, 'checkpoints'), key);
}
