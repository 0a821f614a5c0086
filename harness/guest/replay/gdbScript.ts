import type { Machine } from '../../records/inputs/vm.ts';
import type { Point } from './point.ts';

/** The socket of QEMU's stub, in the folder where both run. */
export const socketName = 'gdb.sock';

/**
 * The function that a timer tick passes, with the time in its first argument (kernel/time/tick-sched.c). Nanoseconds,
 * by the clock of the kernel's own log or within a few of it.
 */
export const tickFunction = 'tick_do_update_jiffies64';

/** The function that every oops passes before it prints (kernel/panic.c). */
const oopsFunction = 'oops_enter';

const preamble = [
  'set pagination off',
  'set confirm off',
  // Loading 60 MB of symbols, and going back by running again, take their time.
  'set remotetimeout 300',
  `target remote ${socketName}`,
];

/**
 * Commands for gdb that stop a cell at a point. A cell that QEMU replays from a recording is not changed by what
 * gdb does to it, and can go backwards.
 * @param registers what gdb calls those of the machine
 * @param cell sources: the folder in which the kernel was built, where it is still there
 */
export function gdbScript(
  point: Point | 'end',
  registers: NonNullable<Machine['debugger']>,
  { sources, recorded }: { sources: string | undefined; recorded: boolean },
): string {
  const look = point === 'end' ? [] : [`info registers ${registers.pointer}`, `x/4i $${registers.pointer}`];
  const lines = [...preamble, ...wayTo(point, registers.argument, recorded), ...look, 'backtrace 24'];
  return [...(sources === undefined ? [] : [`directory ${sources}`]), ...lines, ''].join('\n');
}

function wayTo(point: Point | 'end', argument: string, recorded: boolean): string[] {
  // Where the kernel restarts the machine: the last of a cell, whether it went well or not.
  if (point === 'end') return ['hbreak *machine_restart', 'hbreak *emergency_restart', 'continue', 'delete'];
  const hex = point.is === 'time' ? '' : `0x${point.address.toString(16)}`;
  switch (point.is) {
    case 'trap':
      return [`hbreak *${hex}`, 'continue', 'delete'];
    case 'fault':
      // Not the first time that it runs but the last before the oops; where there is no way back, the oops.
      if (!recorded) return [`hbreak *${oopsFunction}`, 'continue', 'delete'];
      return [`hbreak *${oopsFunction}`, 'continue', 'delete', `hbreak *${hex}`, 'reverse-continue', 'delete'];
    case 'time':
      return [`hbreak *${tickFunction} if $${argument} >= ${Math.round(point.seconds * 1e9)}`, 'continue', 'delete'];
  }
}
