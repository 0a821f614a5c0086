import { dirname, relative } from 'node:path';
import { withCacheInUse, withRunLock } from '../store/exclusive.ts';
import { clearUp } from './clearUp.ts';
import type { Context } from './context.ts';

/** Runs stages alone on their run, after clearing up after runs that were killed. */
export async function withRun<T>(context: Context, work: () => Promise<T>): Promise<T> {
  const { run, cache } = context;
  await clearUp(cache, dirname(run.path));
  return withRunLock(run, cache, waiterOf(context), work);
}

/** Marks the cache and the run as used while `work` runs: nothing of them is removed. */
export function usingCache<T>(context: Context, work: () => Promise<T>): Promise<T> {
  return withCacheInUse(context.run, context.cache, waiterOf(context), work);
}

function waiterOf({ run, tell, signal }: Context): Parameters<typeof withRunLock>[2] {
  const step = (subject: string, text: string): void => tell({ type: 'step', stage: 'plan', subject, text });
  return {
    forRun: (pid) => step(seenFrom(run.path), `waiting for process ${pid}, which works on it`),
    forCache: (pid) => step('cache', `waiting for process ${pid}, which is cleaning`),
    signal,
  };
}

/** Returns a path as the reader would write it in the current folder. */
export function seenFrom(path: string): string {
  const seen = relative(process.cwd(), path);
  return seen.startsWith('..') ? path : seen;
}
