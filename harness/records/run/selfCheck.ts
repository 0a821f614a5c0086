import { z } from 'zod';

/** self-check.json: a cell was run twice on the deterministic engine, and its consoles and reports compared. */
export const selfCheckSchema = z.strictObject({
  format: z.literal('pinproof.self-check/1'),
  same: z.boolean(),
  /** The first line that differs. */
  difference: z.string().optional(),
});

export type SelfCheck = z.infer<typeof selfCheckSchema>;
