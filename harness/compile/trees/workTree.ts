import { removeAll } from '../../host/removeAll.ts';
import { type Tell, tellNobody } from '../../records/events.ts';
import { isDeadLock, withLock } from '../../store/locks.ts';
import { type Store, workLock, workTree } from './store.ts';

/** Removes the tree that a build left which was killed. */
export async function clearWorkTree(cache: string): Promise<void> {
  const store: Store = { cache };
  if (await isDeadLock(workLock(store))) await holdingWorkTree(store, '', tellNobody, undefined, async () => {});
}

/** Holds the one place where trees are built while `work` runs, and leaves it empty. */
export function holdingWorkTree<T>(
  store: Store,
  subject: string,
  tell: Tell,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const waiting = (pid: number): void =>
    tell({ type: 'step', stage: 'build', subject, text: `waiting for process ${pid}, which is building` });
  return withLock(workLock(store), waiting, signal, async () => {
    try {
      return await work();
    } finally {
      await removeAll(workTree(store));
    }
  });
}
