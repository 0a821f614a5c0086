import { z } from 'zod';
import { formatSchema } from '../format.ts';

/** self-check.json */
export const selfCheckSchema = z
  .strictObject({
    format: formatSchema('pinproof.self-check/1'),
    same: z.boolean().describe('whether consoles and reports of both runs are equal, byte for byte'),
    difference: z.string().optional().describe('the first line that differs; absent where they are equal'),
  })
  .describe('A comparison of two runs of one cell on the deterministic engine');

export type SelfCheck = z.infer<typeof selfCheckSchema>;
