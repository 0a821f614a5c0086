import { z } from 'zod';

/** The machine, as far as it may matter to what a run measured. */
export const hostSchema = z.strictObject({
  /** As uname says: `Linux 6.1.0-32-amd64 x86_64`. */
  system: z.string(),
  processor: z.string().describe('model'),
  processors: z.number().int().positive(),
  /** Bytes. */
  memory: z.number().int().positive(),
  node: z.string().describe('version'),
});

/** How a run ended: `begun` where nothing wrote down its end, as after SIGKILL. */
export const runStates = ['begun', 'finished', 'failed', 'interrupted'] as const;

/** Twelve hex digits: two runs may have one name, in two folders. */
export const runIdSchema = z.string().regex(/^[0-9a-f]{12}$/);

/** run.json: written when a run begins, and again when it ends. */
export const runRecordSchema = z
  .strictObject({
    format: z.literal('pinproof.run/1'),
    id: runIdSchema,
    started: z.iso.datetime(),
    ended: z.iso.datetime().optional(),
    state: z.enum(runStates),
    exitCode: z.number().int().optional(),
    /** What stopped it, where it has no verdict. */
    message: z.string().optional(),
    /** Version of pinproof. */
    pinproof: z.string(),
    host: hostSchema,
    /** Why guests ran without a sandbox, where they did although the trees were built and booted in one. */
    unconfined: z.string().optional(),
  })
  .describe('Which run it is, when and where it was made, and how it ended');

export type Host = z.infer<typeof hostSchema>;
export type RunRecord = z.infer<typeof runRecordSchema>;
export type RunState = (typeof runStates)[number];
