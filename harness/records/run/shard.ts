import { z } from 'zod';

/** shard.json, in the folder of a run that is a share of one: which of how many. */
export const shardSchema = z
  .strictObject({
    format: z.literal('pinproof.shard/1'),
    /** From 1. */
    shard: z.number().int().positive(),
    of: z.number().int().positive().max(256),
  })
  .refine(({ shard, of }) => shard <= of, 'there is no such shard')
  .describe('Which share of its plan a run has run');

export type Shard = z.infer<typeof shardSchema>;
