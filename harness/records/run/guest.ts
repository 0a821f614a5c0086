import { z } from 'zod';

/** How a guest ended. An oops outranks a lost guest; no report is not a pass. */
export const endings = [
  'finished',
  'panicked',
  'oopsed',
  'hung',
  'silent',
  'timed-out',
  'killed',
  'never-booted',
] as const;

/**
 * What runs the guest's processors. `icount` is software emulation that counts instructions: guest time is a function of
 * what the guest does. `mttcg` is software emulation with a thread a processor; `kvm` is the real thing.
 */
export const accelerators = ['icount', 'mttcg', 'kvm'] as const;

/** guest.json: what QEMU did, as seen from outside. */
export const guestRecordSchema = z.strictObject({
  format: z.literal('pinproof.guest/1'),
  accelerator: z.enum(accelerators),
  qemu: z.string().describe('version'),
  /** Pasteable. */
  command: z.string(),
  exitCode: z.number().int().optional(),
  signal: z.string().optional(),
  /** Real seconds. */
  seconds: z.number(),
  /** Why the harness ended it, where it did. */
  stopped: z.enum(['time-limit', 'no-console', 'console-flood']).optional(),
});

export type Ending = (typeof endings)[number];
export type Accelerator = (typeof accelerators)[number];
export type GuestRecord = z.infer<typeof guestRecordSchema>;
