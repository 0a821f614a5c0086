import { realpath } from 'node:fs/promises';
import { usingCacheLock } from './cacheLock.ts';
import { withLock } from './locks.ts';
import type { RunFolder } from './runFolder.ts';

/** Who waits, and how it hears of that. */
interface Waiter {
  /** Is called once, with the pid of the process that works on the run. */
  forRun: (pid: number) => void;
  /** Is called once, with the pid of the process that cleans the cache. */
  forCache: (pid: number) => void;
  signal: AbortSignal;
}

/** Runs `work` alone on a run; while it works, nothing of the run or of the cache is removed. */
export async function withRunLock<T>(
  run: RunFolder,
  cache: string,
  waiter: Waiter,
  work: () => Promise<T>,
): Promise<T> {
  return withLock(run.lock, waiter.forRun, waiter.signal, () => withCacheInUse(run, cache, waiter, work));
}

/** Marks the cache and a run as used while `work` runs: nothing of them is removed. */
export async function withCacheInUse<T>(
  run: RunFolder,
  cache: string,
  { forCache, signal }: Omit<Waiter, 'forRun'>,
  work: () => Promise<T>,
): Promise<T> {
  return usingCacheLock(cache, await realpath(run.path), forCache, signal, work);
}
