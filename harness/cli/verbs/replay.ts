import { cacheFolder } from '../../host/paths.ts';
import type { Context } from '../../pipeline/context.ts';
import { runAgain } from '../../pipeline/replay/again.ts';
import { debug } from '../../pipeline/replay/debug.ts';
import { prepare, splitTarget } from '../../pipeline/replay/prepare.ts';
import { traceAgain } from '../../pipeline/replay/trace.ts';
import { readCatalogue } from '../../suite/catalogue.ts';
import { inputError } from '../../text/errors.ts';
import { showProgress } from '../progress.ts';
import { leasing } from './run.ts';

export interface ReplayOptions {
  /** Guest seconds; true: where the first splat happened. */
  gdb?: number | true;
  reverse?: boolean;
  /** Tracepoints. */
  trace?: string[];
}

/**
 * `pinproof replay RUN/CELL`: runs one cell again, exactly as it was; with gdb where its splat happened, or with
 * tracepoints on. Exit code 0 where it did the same, 3 where it did not.
 * @param debugging told when Ctrl-C is gdb's, and when no longer
 */
export async function replayCommand(
  target: string,
  options: ReplayOptions,
  signal: AbortSignal,
  debugging: (on: boolean) => void,
): Promise<void> {
  const asked = [options.gdb !== undefined && '--gdb', options.reverse && '--reverse', options.trace && '--trace'];
  const given = asked.filter((each) => typeof each === 'string');
  if (given.length > 1)
    throw inputError({ what: `${given.join(' and ')} cannot go together`, todo: 'replay the cell once with each' });
  const { runFolder, id } = await splitTarget(target);
  const progress = showProgress(process.stderr);
  const context: Context = {
    runFolder,
    cache: cacheFolder(),
    catalogue: await readCatalogue(),
    jobs: 1,
    tell: progress.tell,
    signal,
  };
  try {
    await leasing(context, async () => {
      const replayed = await prepare(context, id);
      try {
        progress.close();
        if (options.trace) await traceAgain(replayed, options.trace);
        else if (options.reverse) await debug(replayed, 'end', debugging);
        else if (options.gdb !== undefined)
          await debug(replayed, options.gdb === true ? 'splat' : options.gdb, debugging);
        else await runAgain(replayed);
      } finally {
        await replayed.from?.close();
      }
    });
  } finally {
    progress.close();
  }
}
