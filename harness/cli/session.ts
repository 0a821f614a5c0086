import { LocalExecutor } from '../execute/local.ts';
import { cacheFolder } from '../host/paths.ts';
import type { Session } from '../pipeline/context.ts';
import type { Event } from '../records/events.ts';
import { reportBuild, reportHopeless } from './github.ts';
import { showProgress } from './progress.ts';

/**
 * Runs a command of several stages with its progress on standard error; what a runner of GitHub reads goes there, too.
 * @param jobs guests at the same time
 */
export async function withProgress<T>(
  signal: AbortSignal,
  work: (session: Session, close: () => void) => Promise<T>,
  jobs = 1,
): Promise<T> {
  const progress = showProgress(process.stderr);
  const pending: Promise<void>[] = [];
  const tell = (event: Event): void => {
    progress.tell(event);
    if (event.type === 'built') reportBuild(event.build);
    if (event.type === 'hopeless') pending.push(reportHopeless(event.name, event.failures));
  };
  try {
    const cache = cacheFolder();
    const executor = new LocalExecutor({ cache, jobs, tell, signal });
    return await work({ cache, executor, tell, signal }, progress.close);
  } finally {
    await Promise.all(pending);
    progress.close();
  }
}
