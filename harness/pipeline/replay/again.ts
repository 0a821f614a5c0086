import { compareRuns } from '../../execute/selfCheck.ts';
import { runCellGuest } from '../../guest/cellGuest.ts';
import type { Said } from '../../store/cellFolder.ts';
import { judgeAgain } from '../stages/judge.ts';
import { outcomeOf } from './outcome.ts';
import type { Replayed } from './prepare.ts';

/** How a cell that was run again compares with what it was. */
export type Again =
  | {
      way: 'exact';
      from: 'power-on' | 'checkpoint';
      seconds: number;
      same: boolean;
      difference?: string | undefined;
      lines: { console: number; report: number };
    }
  | { way: 'native'; same: boolean; before: string; now: string };

/** Runs a cell as it was, and compares what it says. */
export async function runAgain(replayed: Replayed): Promise<Again> {
  const { guest, folder, from, before, recorded } = replayed;
  const now = await runCellGuest(guest, folder.path, from);
  if (guest.inputs.accelerator !== 'icount') return compareOutcomes(replayed);
  const after = await folder.said();
  // One that was ended by the clock said as much as it came to.
  const [then, since] =
    recorded.stopped !== undefined || now.stopped !== undefined ? cutToShorter(before, after) : [before, after];
  const { same, difference } = compareRuns(then, since);
  const lines = { console: linesOf(after.console), report: linesOf(after.report) };
  return {
    way: 'exact',
    from: from === undefined ? 'power-on' : 'checkpoint',
    seconds: now.seconds,
    same,
    difference,
    lines,
  };
}

/** On the native engine, where no run is like another, what it comes to is all that can be compared. */
async function compareOutcomes({ context, cell, folder }: Replayed): Promise<Again> {
  const before = outcomeOf(await judgeAgain(context, cell, context.run.cell(cell)));
  const now = outcomeOf(await judgeAgain(context, cell, folder));
  return { way: 'native', same: before === now, before, now };
}

function cutToShorter(a: Said, b: Said): [Said, Said] {
  const body = (text: string): string => text.slice(text.indexOf('\n') + 1);
  const console = Math.min(body(a.console).length, body(b.console).length);
  const report = Math.min(a.report.length, b.report.length);
  const cut = (said: Said): Said => ({
    console: `\n${body(said.console).slice(0, console)}`,
    report: said.report.slice(0, report),
  });
  return [cut(a), cut(b)];
}

const linesOf = (text: string): number => text.split('\n').length - 1;
