import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Passes chunks on, and `undefined` once where nothing has come for a while.
 * @param patience in milliseconds.
 */
export async function* withSilences(
  chunks: AsyncGenerator<Buffer>,
  patience: number,
): AsyncGenerator<Buffer | undefined> {
  for (;;) {
    const next = chunks.next();
    // It may fail while the silence is worked on; it is awaited after that.
    next.catch(() => {});
    const over = new AbortController();
    const silence = sleep(patience, undefined, { signal: over.signal }).catch(() => next);
    const first = await Promise.race([next, silence]);
    over.abort();
    if (first === undefined) yield undefined;
    const { done, value } = await next;
    if (done) return;
    yield value;
  }
}
