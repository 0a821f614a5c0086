import { z } from 'zod';
import { formatSchema } from '../format.ts';

/** The machine, as far as it may matter to what a run measured. */
export const hostSchema = z.strictObject({
  system: z.string().describe('kernel, release and processor architecture of the host, as uname prints them'),
  processor: z.string().describe('the model of the processor'),
  processors: z.number().int().positive().describe('how many processors the harness may use'),
  memory: z.number().int().positive().describe('bytes of memory'),
  node: z.string().describe('the version of Node'),
});

export const runStates = ['begun', 'finished', 'failed', 'interrupted'] as const;
export const runStateMeanings =
  'begun: it goes on, or ended without a record, as after SIGKILL; finished: it came to its end; failed: an error ended it; interrupted: a signal ended it';

export const runIdSchema = z
  .string()
  .regex(/^[0-9a-f]{12}$/)
  .describe('the id of the run, twelve hexadecimal digits: runs in two folders may share a name');

/** run.json: written when a run begins, and again when it ends. */
export const runRecordSchema = z
  .strictObject({
    format: formatSchema('pinproof.run/1'),
    id: runIdSchema,
    started: z.iso.datetime().describe('when the run began, in UTC'),
    ended: z.iso.datetime().optional().describe('when the run ended, in UTC; absent while it goes on'),
    state: z.enum(runStates).describe(runStateMeanings),
    exitCode: z.number().int().optional().describe('the exit code of the run; absent while it goes on'),
    message: z.string().optional().describe('what stopped the run; absent where it came to a verdict'),
    pinproof: z.string().describe('the version of pinproof'),
    host: hostSchema.describe('the machine on which the run was made'),
    unconfined: z
      .string()
      .optional()
      .describe(
        'why guests ran without a sandbox although the trees were built and booted in one; absent where they did not',
      ),
  })
  .describe('Which run it is, when and where it was made, and how it ended');

export type Host = z.infer<typeof hostSchema>;
export type RunRecord = z.infer<typeof runRecordSchema>;
export type RunState = (typeof runStates)[number];
