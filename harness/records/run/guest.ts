import { z } from 'zod';
import { formatSchema } from '../format.ts';

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
export const endingMeanings =
  'finished: the cell ran to its end; panicked: the kernel panicked; oopsed: the kernel oopsed, whether or not the guest finished; hung: a step did not end in its guest time, or the kernel reported a lockup; silent: the guest ended by itself without a complete report; timed-out: the harness ended it at its limit of real time; killed: QEMU was ended from outside or failed; never-booted: user space was never reached';

/** What runs the guest's processors. */
export const accelerators = ['icount', 'mttcg', 'kvm'] as const;
export const acceleratorMeanings =
  'icount: emulation that counts instructions, on which guest time depends; mttcg: emulation with a thread per processor; kvm: the processors of the host';

/** guest.json: what QEMU did, as seen from outside. */
export const guestRecordSchema = z
  .strictObject({
    format: formatSchema('pinproof.guest/1'),
    accelerator: z.enum(accelerators).describe(acceleratorMeanings),
    qemu: z.string().describe('the version of QEMU'),
    command: z.string().describe('the command line of QEMU, quoted for a shell'),
    exitCode: z.number().int().optional().describe('the exit code of QEMU; absent where a signal ended it'),
    signal: z.string().optional().describe('the signal that ended QEMU; absent where it exited'),
    seconds: z.number().describe('real seconds'),
    stopped: z
      .enum(['time-limit', 'no-console', 'console-flood'])
      .optional()
      .describe(
        'why the harness ended the guest; time-limit: it ran longer than the limit; no-console: its console stayed empty; console-flood: its console exceeded the limit of size; absent where the guest ended by itself',
      ),
  })
  .describe('What QEMU did, as seen from outside');

export type Ending = (typeof endings)[number];
export type Accelerator = (typeof accelerators)[number];
export type GuestRecord = z.infer<typeof guestRecordSchema>;
