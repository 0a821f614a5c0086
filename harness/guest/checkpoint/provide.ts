import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fillFolder } from '../../host/folders.ts';
import type { Tell } from '../../records/events.ts';
import type { GuestRecord } from '../../records/run/guest.ts';
import { consoleName, reportName } from '../../store/guestFiles.ts';
import { withLock } from '../../store/locks.ts';
import type { GuestRun } from '../guest.ts';
import { memoryName } from '../qemu/arguments.ts';
import { makeCheckpoint, type Stopping } from './make.ts';
import {
  checkpointFolder,
  Damaged,
  memoryFolder,
  memoryPath,
  type OpenCheckpoint,
  openCheckpoint,
  removeCheckpoint,
  trimCheckpoints,
} from './store.ts';

/** A guest that ended before its checkpoint. What it left stands for each of its cells. */
export interface NeverThere {
  guest: GuestRecord;
  console: string;
  report: string;
}

export interface CheckpointRequest {
  cache: string;
  key: string;
  /** For people: tree, device and file system. */
  subject: string;
  /** How the guest that makes it stops. */
  stopping: Stopping;
  guest: Omit<GuestRun, 'folder' | 'converse'>;
  tell: Tell;
  signal?: AbortSignal;
}

/** Opens a checkpoint; makes it first where it is not there, or is damaged. */
export async function provideCheckpoint(request: CheckpointRequest): Promise<OpenCheckpoint | NeverThere> {
  const { cache, key, subject, tell, signal } = request;
  const lock = join(cache, 'checkpoints', `${key}.lock`);
  const waiting = (pid: number): void =>
    tell({ type: 'step', stage: 'run', subject, text: `waiting for process ${pid}, which makes this checkpoint` });
  return withLock(lock, waiting, signal, async () => {
    try {
      const known = await openCheckpoint(cache, key, undefined, signal);
      if (known !== undefined) return known;
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      tell({
        type: 'warning',
        stage: 'run',
        subject,
        text: `the checkpoint is damaged, and made again: ${error.message}`,
      });
      await removeCheckpoint(cache, key);
    }
    tell({ type: 'step', stage: 'run', subject, text: 'preparing: devices, mkfs, mount, checkpoint' });
    const memory = memoryPath(cache, key);
    const failed = await make(request, memory);
    if (failed !== undefined) return failed;
    await trimCheckpoints(cache);
    const made = await openCheckpoint(cache, key, memory, signal);
    if (made === undefined) throw new Error(`the checkpoint ${key} is gone again`);
    return made;
  });
}

/** Fills the checkpoint's folder, and keeps its memory, not compressed, for the cells that wait for it. */
async function make(
  { cache, key, guest, stopping }: CheckpointRequest,
  memory: string,
): Promise<NeverThere | undefined> {
  let failed: NeverThere | undefined;
  await mkdir(memoryFolder(cache), { recursive: true });
  try {
    await fillFolder(checkpointFolder(cache, key), async (folder) => {
      const result = await makeCheckpoint({ ...guest, folder }, stopping);
      if ('guest' in result) {
        failed = {
          guest: result.guest,
          console: await readFile(join(folder, consoleName), 'latin1'),
          report: await readFile(join(folder, reportName), 'utf8'),
        };
        // Not to be kept: the folder is for checkpoints.
        throw new NoCheckpoint();
      }
      await rename(join(folder, memoryName), memory);
    });
  } catch (error) {
    await rm(memory, { force: true });
    if (!(error instanceof NoCheckpoint)) throw error;
  }
  return failed;
}

class NoCheckpoint extends Error {}
