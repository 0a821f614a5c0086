import { readCatalogue } from '../../suite/catalogue.ts';
import { inputError } from '../../text/errors.ts';
import type { Context, Session } from '../context.ts';
import { seenFrom, usingCache } from '../session.ts';
import { type Again, runAgain } from './again.ts';
import { debug, type Terminal } from './debug.ts';
import { prepare, splitTarget } from './prepare.ts';
import { type Traced, traceAgain } from './trace.ts';

export interface ReplayRequest {
  /** RUN/CELL. */
  target: string;
  /** Guest seconds; true: where the first splat happened. */
  gdb?: number | true | undefined;
  reverse?: boolean | undefined;
  /** Tracepoints. */
  trace?: string[] | undefined;
}

/** What came of it; `cell` is its id, `folder` what it left, as the reader would write it. */
export type Replay = { cell: string; folder: string } & (
  | { did: 'again'; again: Again }
  | { did: 'trace'; traced: Traced; trace: string }
  | { did: 'debug' }
);

/**
 * Runs one cell again, exactly as it was; with gdb where its splat happened, or with tracepoints on.
 * @param begin is called when the cell begins: what is on the screen belongs to it then
 * @throws input error where there is no such cell, or two ways are asked for at once
 */
export async function replayCell(
  { target, gdb, reverse, trace }: ReplayRequest,
  session: Session,
  terminal: Terminal,
  begin: () => void,
): Promise<Replay> {
  const asked = [gdb !== undefined && '--gdb', reverse && '--reverse', trace && '--trace'];
  const given = asked.filter((each) => typeof each === 'string');
  if (given.length > 1)
    throw inputError({ what: `${given.join(' and ')} cannot go together`, todo: 'replay the cell once with each' });
  const { run, id } = await splitTarget(target);
  const context: Context = { ...session, run, catalogue: await readCatalogue() };
  return usingCache(context, async () => {
    const replayed = await prepare(context, id);
    const where = { cell: id, folder: seenFrom(replayed.folder.path) };
    try {
      begin();
      if (trace) {
        const traced = await traceAgain(replayed, trace);
        return { ...where, did: 'trace', traced, trace: seenFrom(replayed.folder.pathOf('trace')) };
      }
      if (!reverse && gdb === undefined) return { ...where, did: 'again', again: await runAgain(replayed) };
      await debug(replayed, reverse ? 'end' : gdb === true || gdb === undefined ? 'splat' : gdb, terminal);
      return { ...where, did: 'debug' };
    } finally {
      await replayed.from?.close();
    }
  });
}
