import { realpath } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { usingCacheLock } from '../store/cacheLock.ts';
import { withLock } from '../store/locks.ts';
import { clearUp } from './clearUp.ts';
import type { Context } from './context.ts';

/** Runs stages alone on their run, after clearing up after runs that were killed. */
export async function withRun<T>(context: Context, work: () => Promise<T>): Promise<T> {
  const { run, cache, tell, signal } = context;
  const waiting = (pid: number): void => {
    const text = `waiting for process ${pid}, which works on it`;
    tell({ type: 'step', stage: 'plan', subject: seenFrom(run.path), text });
  };
  await clearUp(cache, dirname(run.path));
  return withLock(run.lock, waiting, signal, () => usingCache(context, work));
}

/** Marks the cache and the run as used while `work` runs: nothing of them is removed. */
export async function usingCache<T>({ cache, run, tell, signal }: Context, work: () => Promise<T>): Promise<T> {
  const waiting = (pid: number): void =>
    tell({ type: 'step', stage: 'plan', subject: 'cache', text: `waiting for process ${pid}, which is cleaning` });
  return usingCacheLock(cache, await realpath(run.path), waiting, signal, work);
}

/** Returns a path as the reader would write it in the current folder. */
export function seenFrom(path: string): string {
  const seen = relative(process.cwd(), path);
  return seen.startsWith('..') ? path : seen;
}
