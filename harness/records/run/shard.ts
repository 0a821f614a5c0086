import { z } from 'zod';
import { formatSchema } from '../format.ts';

/** shard.json, in the folder of a run that is a share of one: which of how many. */
export const shardSchema = z
  .strictObject({
    format: formatSchema('pinproof.shard/1'),
    shard: z.number().int().positive().describe('which share of the plan the run has, from 1'),
    of: z.number().int().positive().max(256).describe('how many shares the plan has'),
  })
  .refine(({ shard, of }) => shard <= of, 'there is no such shard')
  .describe('Which share of its plan a run has run');

export type Shard = z.infer<typeof shardSchema>;
