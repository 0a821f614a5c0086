import { z } from 'zod';
import { nameSchema } from '../inputs/suite.ts';
import { accelerators, endings } from './guest.ts';

/** boot.json */
export const bootRecordSchema = z
  .strictObject({
    format: z.literal('pinproof.boot/1'),
    /** Why guests run without a sandbox, where they do. */
    unconfined: z.string().optional(),
    accelerator: z.enum(accelerators),
    /** The initramfs and its content address. */
    image: z.string().describe('relative to the cache'),
    imageKey: z.string(),
    /** Those of workloads that have one of their own. */
    ownImages: z.record(nameSchema, z.strictObject({ image: z.string(), imageKey: z.string() })).optional(),
    /** What QEMU loads to keep a guest's clock exact (vm/settle.c), and its content address; deterministic engine only. */
    plugin: z.string().optional(),
    pluginKey: z.string().optional(),
    trees: z.record(
      nameSchema,
      z.strictObject({
        ending: z.enum(endings),
        /** What the running kernel calls itself; absent where it never got to userspace. */
        release: z.string().optional(),
        /** Guest seconds from power-on to userspace. */
        userspaceAt: z.number().optional(),
        seconds: z.number(),
        console: z.string().describe('relative to the folder of the run'),
      }),
    ),
  })
  .describe('How each tree booted');

export type BootRecord = z.infer<typeof bootRecordSchema>;
