import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cellFolder } from '../../execute/runCells.ts';
import { runCellGuest } from '../../guest/cellGuest.ts';
import { traceName } from '../../guest/qemu/arguments.ts';
import { exitCodes, inputError } from '../../text/errors.ts';
import { judgeAgain, seenFrom } from '../stages.ts';
import { outcomeOf } from './outcome.ts';
import type { Replayed } from './prepare.ts';

/** Runs a cell with tracepoints on, and says whether that changed its outcome. */
export async function traceAgain(replayed: Replayed, events: readonly string[]): Promise<void> {
  const { context, cell, guest, folder, from } = replayed;
  await runCellGuest(guest, folder, from, { words: { trace: events.join(',') }, traced: true });
  const before = await judgeAgain(context, cell, cellFolder(context.runFolder, cell));
  const after = await judgeAgain(context, cell, folder);
  const unknown = after.reasons.filter((reason) => reason.includes('tracepoint'));
  if (unknown.length > 0)
    throw inputError({
      what: unknown.join('; '),
      todo: 'SYSTEM:EVENT, or SYSTEM:*, as in /sys/kernel/tracing/available_events of a guest (pinproof boot --shell)',
    });
  const trace = await readFile(join(folder, traceName), 'latin1').catch(() => '');
  const count = trace.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
  console.log(`${cell.id}, with ${events.join(', ')}`);
  console.log(`  ${count} events in ${seenFrom(join(folder, traceName))}`);
  const same = outcomeOf(before) === outcomeOf(after);
  console.log(
    same
      ? `  tracing did not change the outcome: ${outcomeOf(after)}`
      : `  tracing changed the outcome, so the trace shows another course of events: ${outcomeOf(before)}, and now ${outcomeOf(after)}`,
  );
  if (!same) process.exitCode = exitCodes.inconclusive;
}
