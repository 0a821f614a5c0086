import type { Machine } from '../../records/inputs/vm.ts';
import { infrastructureError } from '../../text/errors.ts';

/** Nanoseconds of guest time, and how many nanoseconds an instruction takes: 2^shift. */
export interface Clock {
  now: bigint;
  shift: number;
}

/** How a machine's guest shows that it has stopped itself. */
export type Stop = NonNullable<Machine['checkpoints']>;

/**
 * The section of a migration stream that holds the clock of -icount (QEMU, softmmu/cpu-timers.c, icount_vmstate_timers):
 * behind its name a version of 32 bits, then qemu_icount_bias in nanoseconds and qemu_icount in instructions, 64 bits
 * each, big-endian. The guest's time is bias + (instructions << shift). The name stands behind QEMU_VM_SUBSECTION and its
 * own length (migration/vmstate.c); without them it stands in the description at the stream's end, too.
 */
const section = '\x05\x0ctimer/icount';

/**
 * The state of a stopped guest with its clock set.
 *
 * Everything else in the state, and the memory, is the same each time that a checkpoint is made; the bias is not: after
 * the guest has stopped itself, QEMU's main loop may warp the clock to the next timer before it has noticed
 * (icount_start_warp_timer() of softmmu/icount.c). That was the start 160 microseconds off that was seen in one restore
 * of four. The guest notes its time stamp at the stop (vm/cell), and so the clock can be put right, to the nanosecond.
 *
 * @throws infrastructure error where there is no such section, or more than one
 */
export function withClock(state: Buffer, { now, shift }: Clock): Buffer {
  const at = state.indexOf(section);
  if (at < 0 || state.indexOf(section, at + 1) >= 0)
    throw infrastructureError({
      what: `the state of the guest does not have one section ${section.slice(2)}`,
      why: 'this QEMU writes another format, or was not started with -icount',
    });
  const bias = at + section.length + 4;
  const instructions = state.readBigInt64BE(bias + 8);
  const set = Buffer.from(state);
  set.writeBigInt64BE(now - (instructions << BigInt(shift)), bias);
  return set;
}

/**
 * Whether all processors but the first, which stops the guest, were halted. One that was at work has run on, as far as
 * the host's time let it, and the checkpoint would not be the same each time that it is made. The guest then stops again.
 * @param registers of QEMU's `info registers -a`, one processor after the other
 * @throws infrastructure error where it does not say which are halted
 */
export function areOthersIdle(registers: string, { halted: flag }: Stop): boolean {
  const halted = [...registers.matchAll(new RegExp(`\\b${flag}=([01])\\b`, 'g'))].map(([, bit]) => bit === '1');
  if (halted.length === 0)
    throw infrastructureError({ what: 'QEMU does not tell which processors are halted', why: registers });
  return halted.slice(1).every(Boolean);
}

/**
 * When the guest stopped, in nanoseconds: a register of the first processor in QEMU's `info registers -a` holds the time
 * stamp that it took last, so many instructions before.
 * @throws infrastructure error where QEMU does not print the register
 */
export function stoppedAt(registers: string, shift: number, { stamp: register, instructions }: Stop): bigint {
  const stamp = new RegExp(`\\b${register}=([0-9a-f]{16})\\b`).exec(registers)?.[1];
  if (stamp === undefined) throw infrastructureError({ what: 'QEMU does not tell the registers', why: registers });
  return BigInt(`0x${stamp}`) + (BigInt(instructions) << BigInt(shift));
}
