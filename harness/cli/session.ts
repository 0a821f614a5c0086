import { cacheFolder } from '../host/paths.ts';
import type { Session } from '../pipeline/context.ts';
import type { Event } from '../records/events.ts';
import { reportBuild, reportHopeless } from './github.ts';
import { showProgress } from './progress.ts';

/** Runs a command of several stages with its progress on standard error; what a runner of GitHub reads goes there, too. */
export async function withProgress<T>(
  signal: AbortSignal,
  work: (session: Session, close: () => void) => Promise<T>,
): Promise<T> {
  const progress = showProgress(process.stderr);
  const pending: Promise<void>[] = [];
  const tell = (event: Event): void => {
    progress.tell(event);
    if (event.type === 'built') reportBuild(event.build);
    if (event.type === 'hopeless') pending.push(reportHopeless(event.name, event.failures));
  };
  try {
    return await work({ cache: cacheFolder(), tell, signal }, progress.close);
  } finally {
    await Promise.all(pending);
    progress.close();
  }
}
