import { z } from 'zod';

/** checkpoints/KEY/checkpoint.json: written last, so a checkpoint that has it is whole. */
export const checkpointRecordSchema = z.strictObject({
  format: z.literal('pinproof.checkpoint/1'),
  qemu: z.string(),
  /** Guest time of the stop, in nanoseconds; a decimal, for it may pass 2^53. */
  now: z.string().regex(/^\d+$/),
  /** SHA-256 of the state. The memory has its own check sum, zstd's. */
  stateHash: z.string(),
  /** Real seconds that it took to come there. */
  seconds: z.number(),
});

export type CheckpointRecord = z.infer<typeof checkpointRecordSchema>;

/** Beside the console and the report of the guest that made it. */
export const recordName = 'checkpoint.json';
export const stateName = 'state';
export const storedMemoryName = 'ram.zst';
