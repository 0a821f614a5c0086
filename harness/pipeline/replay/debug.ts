import { join } from 'node:path';
import { cellMarker } from '../../console/marker.ts';
import { readConsole } from '../../console/reader.ts';
import { compareRuns } from '../../execute/selfCheck.ts';
import { runCellGuest } from '../../guest/cellGuest.ts';
import { processorsOf } from '../../guest/qemu/version.ts';
import { debugCell } from '../../guest/replay/debug.ts';
import { tickFunction } from '../../guest/replay/gdbScript.ts';
import { type Point, pointOfSplat, timePoint } from '../../guest/replay/point.ts';
import { exists } from '../../host/folders.ts';
import { needPrograms } from '../../host/requirements.ts';
import type { Machine } from '../../records/inputs/vm.ts';
import { readSymbols } from '../../symbols/objectFile.ts';
import type { SymbolTable } from '../../symbols/symbolTable.ts';
import { infrastructureError, inputError } from '../../text/errors.ts';
import type { Replayed } from './prepare.ts';

/** The terminal on which gdb runs. */
export interface Terminal {
  /** Is called with true when Ctrl-C is gdb's, and with false when it is so no longer. */
  debugging: (on: boolean) => void;
  /** Whether a person is at it. */
  interactive: boolean;
}

/** Where gdb stops: at the first splat, at a time in seconds, or at the end. */
export type Stop = 'splat' | 'end' | number;

/**
 * Records a cell and replays it under gdb; one of several processors, which QEMU does not record, runs once more under it.
 * @throws input error where the cell cannot be stopped there
 */
export async function debug(replayed: Replayed, stop: Stop, { debugging, interactive }: Terminal): Promise<void> {
  const { context, cell, guest, folder, from, before } = replayed;
  if (from === undefined && guest.inputs.accelerator === 'icount')
    throw inputError({
      what: 'the cell’s machine has no checkpoints, at which gdb takes a cell over',
      where: cell.id,
      todo: 'without --gdb the cell is run again',
    });
  if (from === undefined)
    throw inputError({
      what: 'a cell of the native engine does not do the same again, so there is nothing for gdb to go to',
      where: cell.id,
      todo: 'engine: deterministic in the suite gives cells that do',
    });
  const { machine, qemuVersion } = guest.inputs;
  const { debugger: registers, reports } = machine;
  if (registers === undefined)
    throw inputError({
      what: 'nothing is known of the registers of the cell’s machine, by which gdb stops a cell',
      where: cell.id,
      why: 'its file below vm/machines/ has no debugger',
      todo: 'without --gdb the cell is run again',
    });
  const several = processorsOf(machine, 'icount', qemuVersion) > 1;
  const recorded = registers.reverse && !several;
  if (stop === 'end' && !recorded)
    throw inputError({
      what: several
        ? 'the cell has several processors, and QEMU records those of one only: there is no way back'
        : 'QEMU does not record the cell’s machine: there is no way back',
      where: cell.id,
      todo: '--gdb stops it on its way forwards: at its splat, or at a time',
    });
  await needPrograms(recorded ? ['gdb', 'qemu-img'] : ['gdb']);
  const symbols = await readSymbols(guest.vmlinux);
  const point =
    typeof stop === 'number' ? timePoint(stop) : stop === 'end' ? stop : firstSplat(before.console, symbols, reports);
  if (point !== 'end' && point.is === 'time' && !symbols.has(tickFunction))
    throw infrastructureError({ what: `the kernel has no function ${tickFunction}, by which a time is found` });
  if (recorded) await record(replayed);
  const where = point === 'end' ? 'the end' : point.at;
  context.tell({
    type: 'note',
    text: `gdb stops at ${where}${recorded ? '; reverse-stepi, reverse-continue and the like go backwards' : ''}`,
  });
  // The last trees stay in the cache with their objects (harness/compile/trees/store.ts).
  const built = join(context.cache, 'trees', guest.inputs.build, 'build');
  const sources = (await exists(built)) ? built : undefined;
  debugging(true);
  try {
    await debugCell(guest, folder.path, from, point, { interactive, sources, registers, recorded });
  } finally {
    debugging(false);
  }
}

async function record({ context, cell, guest, folder, from, before, recorded: then }: Replayed): Promise<void> {
  context.tell({ type: 'note', text: `recording ${cell.id}` });
  await runCellGuest(guest, folder.path, from, { recording: 'record' });
  const { same, difference } = compareRuns(before, await folder.said());
  if (!same && then.stopped === undefined)
    context.tell({ type: 'note', text: `what was recorded now is not what the cell did then: ${difference}` });
}

function firstSplat(text: string, symbols: SymbolTable, reports: Machine['reports']): Point {
  const { observations } = readConsole(text, { from: 'marker' });
  const splat = observations.find((each) => each.type === 'splat');
  const lines = text.split('\n');
  const secondsAt = (line: number): number | undefined => {
    const time = /^\[ *(\d+\.\d+)\]/.exec(lines[line - 1] ?? '')?.[1];
    return time === undefined ? undefined : Number(time);
  };
  const point = splat && pointOfSplat({ ...splat, seconds: secondsAt(splat.firstLine) }, symbols, reports);
  if (point !== undefined) return point;
  const begin = secondsAt(lines.findIndex((line) => line.includes(cellMarker)) + 1);
  throw inputError({
    what: 'the cell’s console has no splat to stop at',
    todo: `give a time of the guest, in seconds: --gdb ${begin === undefined ? '4' : begin.toFixed(3)} is where the workload begins`,
  });
}
