import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryBeside } from '../host/folders.ts';
import { isAlive, type ProcessId, pidOf, processIdPattern, self } from '../host/processId.ts';
import { reapOrphans } from '../host/reapOrphans.ts';

/**
 * Holds a lock file while `work` runs. The file names the process that holds it; where that is no more, what it had
 * started is ended, and the lock taken.
 * @param waiting called once, with the pid, when another process holds it
 */
export async function withLock<T>(
  path: string,
  waiting: (pid: number) => void,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  let told = false;
  for (;;) {
    signal?.throwIfAborted();
    if (await takeLock(path)) break;
    const holder = await holderOf(path);
    if (holder === undefined) continue;
    if (!isAlive(holder)) {
      await breakLock(path, holder);
      continue;
    }
    if (!told) waiting(pidOf(holder));
    told = true;
    // There is no event for another process's end; half a second is nothing beside a build.
    await sleep(500, undefined, signal === undefined ? {} : { signal });
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** By link: a lock is there with its owner, or not at all. */
async function takeLock(path: string): Promise<boolean> {
  const own = temporaryBeside(path, randomUUID());
  try {
    await writeFile(own, self);
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/** @returns undefined where the lock is free */
async function holderOf(path: string): Promise<ProcessId | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
}

/** Whether a lock was left by a process that is no more. */
export async function isDeadLock(path: string): Promise<boolean> {
  return (await deadHolderOf(path)) !== undefined;
}

/** Removes a lock that was left by a process that is no more, and does nothing to any other. */
export async function clearLock(path: string): Promise<void> {
  const dead = await deadHolderOf(path);
  if (dead !== undefined) await breakLock(path, dead);
}

/** A file that names no process is no lock of ours. */
async function deadHolderOf(path: string): Promise<ProcessId | undefined> {
  const holder = await holderOf(path);
  return holder !== undefined && isProcessId.test(holder) && !isAlive(holder) ? holder : undefined;
}

const isProcessId = new RegExp(`^${processIdPattern}$`);

/**
 * Removes the lock of a dead holder. Another waiter may do so in this moment, and take it: who breaks a lock holds
 * another while looking once more. That one may in its turn have been left, by a breaker that was killed.
 */
async function breakLock(path: string, dead: ProcessId): Promise<void> {
  await reapOrphans(dead);
  await withLock(
    `${path}.break`,
    () => {},
    undefined,
    async () => {
      if ((await holderOf(path)) === dead) await rm(path, { force: true });
    },
  );
}
