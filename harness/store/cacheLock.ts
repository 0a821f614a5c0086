import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, pidOf, processIdPattern, self } from '../host/processId.ts';
import { withLock } from './locks.ts';

/**
 * Leases and the lock of a cache. A process that works with the cache holds a lease, a file in running/; one that removes
 * things holds the lock, under which no lease begins. Nothing removed under the lock while there is no lease can be in use.
 */

/** A process that works with the cache. */
export interface Lease {
  pid: number;
  /** Absolute. */
  runFolder: string;
}

const leases = (cache: string): string => join(cache, 'running');
const lock = (cache: string): string => join(cache, 'clean.lock');

/**
 * Holds a lease while `work` runs.
 * @param waiting called once, with the pid of a process that is removing things
 */
export async function usingCacheLock<T>(
  cache: string,
  runFolder: string,
  waiting: (pid: number) => void,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const path = join(leases(cache), `${self}-${randomUUID()}`);
  await withLock(lock(cache), waiting, signal, async () => {
    await mkdir(leases(cache), { recursive: true });
    await writeFile(path, runFolder);
  });
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** Runs `work` while no lease can begin. @param work gets the leases of processes that are alive */
export async function withoutNewLeases<T>(
  cache: string,
  waiting: (pid: number) => void,
  signal: AbortSignal | undefined,
  work: (held: Lease[]) => Promise<T>,
): Promise<T> {
  return withLock(lock(cache), waiting, signal, async () => work(await heldLeases(cache)));
}

/** The leases of processes that are alive; removes those of processes that are no more. */
export async function heldLeases(cache: string): Promise<Lease[]> {
  const names = await readdir(leases(cache)).catch(() => []);
  const held: Lease[] = [];
  for (const name of names) {
    const path = join(leases(cache), name);
    const owner = new RegExp(`^${processIdPattern}(?=-)`).exec(name)?.[0] ?? '';
    if (!isAlive(owner)) await rm(path, { force: true });
    // One whose file is gone was released in this moment.
    else {
      const runFolder = await readFile(path, 'utf8').catch(() => undefined);
      if (runFolder !== undefined) held.push({ pid: pidOf(owner), runFolder });
    }
  }
  return held;
}
