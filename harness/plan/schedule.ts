import { createHash } from 'node:crypto';
import type { Schedule } from '../records/run/plan.ts';

/** With this seed a cell runs as vm/ has it: what a suite without seeds gets. */
const plainSeed = 1;

/** A tick of the kernel's timer, CONFIG_HZ=250, in nanoseconds. */
const tick = 4_000_000;

/**
 * What may differ, and among what. Each choice is the seed's own, so that neighbouring seeds differ in several.
 * A faster clock lets more timers fall between two instructions: shift 0 to 3 are 1 to 8 ns an instruction, and vm/ has 2.
 */
const choices = {
  shift: [0, 1, 2, 3],
  diskDelay: [1, 2, 3],
  diskRequests: [16, 64, 256],
} as const satisfies Record<string, readonly number[]>;

/** The schedule of a seed. */
export function scheduleOf(seed: number): Schedule {
  if (seed === plainSeed) return {};
  const chosen = Object.entries(choices).map(([name, values]) => [name, values[draw(seed, name) % values.length]]);
  return { ...Object.fromEntries(chosen), skewNs: draw(seed, 'skewNs') % tick };
}

/** A number of 32 bits that follows from a seed and a name, and looks random. */
function draw(seed: number, name: string): number {
  return createHash('sha256').update(`${name} ${seed}`).digest().readUInt32BE(0);
}
