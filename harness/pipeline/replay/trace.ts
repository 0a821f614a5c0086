import { readFile } from 'node:fs/promises';
import { runCellGuest } from '../../guest/cellGuest.ts';
import { inputError } from '../../text/errors.ts';
import { judgeAgain } from '../stages/judge.ts';
import { outcomeOf } from './outcome.ts';
import type { Replayed } from './prepare.ts';

/** What a cell did with tracepoints on. */
export interface Traced {
  /** Events in the trace. */
  count: number;
  /** The outcome without tracepoints, and with them. */
  before: string;
  after: string;
}

/**
 * Runs a cell with tracepoints on.
 * @throws input error where the kernel has no such tracepoint
 */
export async function traceAgain(replayed: Replayed, events: readonly string[]): Promise<Traced> {
  const { context, cell, guest, folder, from } = replayed;
  await runCellGuest(guest, folder.path, from, { words: { trace: events.join(',') }, traced: true });
  const before = await judgeAgain(context, cell, context.run.cell(cell));
  const after = await judgeAgain(context, cell, folder);
  const unknown = after.reasons.filter((reason) => reason.includes('tracepoint'));
  if (unknown.length > 0)
    throw inputError({
      what: unknown.join('; '),
      todo: 'SYSTEM:EVENT, or SYSTEM:*, as in /sys/kernel/tracing/available_events of a guest (pinproof boot --shell)',
    });
  const trace = await readFile(folder.pathOf('trace'), 'latin1').catch(() => '');
  const count = trace.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
  return { count, before: outcomeOf(before), after: outcomeOf(after) };
}
