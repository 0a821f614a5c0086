import { cellFolder, saidIn } from '../../execute/runCells.ts';
import { compareRuns, type Said } from '../../execute/selfCheck.ts';
import { runCellGuest } from '../../guest/cellGuest.ts';
import { exitCodes } from '../../text/errors.ts';
import { judgeAgain, seenFrom } from '../stages.ts';
import { outcomeOf } from './outcome.ts';
import type { Replayed } from './prepare.ts';

/** Runs a cell as it was, and compares what it says. */
export async function runAgain(replayed: Replayed): Promise<void> {
  const { cell, guest, folder, from, before, recorded } = replayed;
  const now = await runCellGuest(guest, folder, from);
  if (guest.inputs.accelerator !== 'icount') return compareOutcomes(replayed);
  const after = await saidIn(folder);
  // One that was ended by the clock said as much as it came to.
  const both =
    recorded.stopped !== undefined || now.stopped !== undefined ? cutToShorter(before, after) : [before, after];
  const { same, difference } = compareRuns(...(both as [Said, Said]));
  console.log(`${cell.id}, from ${from === undefined ? 'power-on' : 'its checkpoint'}, in ${now.seconds} s`);
  console.log(
    same
      ? `  the same, byte for byte: ${linesOf(after.console)} lines of console, ${linesOf(after.report)} of report`
      : `  not the same: ${difference}`,
  );
  console.log(`  ${seenFrom(folder)}`);
  if (!same) process.exitCode = exitCodes.inconclusive;
}

/** On the native engine, where no run is like another, what it comes to is all that can be compared. */
async function compareOutcomes({ context, cell, folder }: Replayed): Promise<void> {
  const then = outcomeOf(await judgeAgain(context, cell, cellFolder(context.runFolder, cell)));
  const now = outcomeOf(await judgeAgain(context, cell, folder));
  console.log(`${cell.id}, once more, on the native engine`);
  console.log(then === now ? `  the same outcome: ${now}` : `  another outcome: ${then}, and now ${now}`);
  console.log(`  ${seenFrom(folder)}`);
  if (then !== now) process.exitCode = exitCodes.inconclusive;
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
