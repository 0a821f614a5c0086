import type { Again } from '../../pipeline/replay/again.ts';
import { type Replay, type ReplayRequest, replayCell } from '../../pipeline/replay/replay.ts';
import { exitCodes } from '../../text/errors.ts';
import { withProgress } from '../session.ts';

export type ReplayOptions = Omit<ReplayRequest, 'target'>;

/**
 * `pinproof replay RUN/CELL`: runs one cell again, exactly as it was; with gdb where its splat happened, or with
 * tracepoints on. Exit code 0 where it did the same, 3 where it did not.
 * @param debugging is called with true when Ctrl-C is gdb's, and with false when it is so no longer
 */
export async function replayCommand(
  target: string,
  options: ReplayOptions,
  signal: AbortSignal,
  debugging: (on: boolean) => void,
): Promise<void> {
  const terminal = { debugging, interactive: process.stdin.isTTY === true };
  const replay = await withProgress(signal, (session, close) =>
    replayCell({ ...options, target }, session, terminal, close),
  );
  show(replay, options.trace ?? []);
}

function show(replay: Replay, events: readonly string[]): void {
  if (replay.did === 'debug') return;
  if (replay.did === 'trace') {
    const { count, before, after } = replay.traced;
    console.log(`${replay.cell}, with ${events.join(', ')}`);
    console.log(`  ${count} events in ${replay.trace}`);
    console.log(
      before === after
        ? `  tracing did not change the outcome: ${after}`
        : `  tracing changed the outcome, so the trace shows another course of events: ${before}, and now ${after}`,
    );
    if (before !== after) process.exitCode = exitCodes.inconclusive;
    return;
  }
  const { again } = replay;
  console.log(headOf(replay.cell, again));
  console.log(`  ${outcomeOf(again)}`);
  console.log(`  ${replay.folder}`);
  if (!again.same) process.exitCode = exitCodes.inconclusive;
}

const headOf = (cell: string, again: Again): string =>
  again.way === 'exact'
    ? `${cell}, from ${again.from === 'power-on' ? again.from : 'its checkpoint'}, in ${again.seconds} s`
    : `${cell}, once more, on the native engine`;

function outcomeOf(again: Again): string {
  if (again.way === 'native') {
    return again.same ? `the same outcome: ${again.now}` : `another outcome: ${again.before}, and now ${again.now}`;
  }
  const { lines, difference, same } = again;
  return same
    ? `the same, byte for byte: ${lines.console} lines of console, ${lines.report} of report`
    : `not the same: ${difference}`;
}
