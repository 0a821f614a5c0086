import { z } from 'zod';
import { formatSchema } from '../format.ts';
import { nameSchema } from '../inputs/suite.ts';
import { acceleratorMeanings, accelerators, endingMeanings, endings } from './guest.ts';

/** boot.json */
export const bootRecordSchema = z
  .strictObject({
    format: formatSchema('pinproof.boot/1'),
    unconfined: z.string().optional().describe('why guests run without a sandbox; absent where they run in one'),
    accelerator: z.enum(accelerators).describe(acceleratorMeanings),
    image: z.string().describe('the initramfs of guests, a path relative to the cache'),
    imageKey: z.string().describe('content address of the initramfs'),
    ownImages: z
      .record(
        nameSchema,
        z.strictObject({
          image: z.string().describe('the initramfs, a path relative to the cache'),
          imageKey: z.string().describe('content address of the initramfs'),
        }),
      )
      .optional()
      .describe('images of workloads that have one of their own, by workload; absent where none has'),
    plugin: z
      .string()
      .optional()
      .describe(
        "the plugin of QEMU that keeps a guest's clock exact (vm/settle.c), a path relative to the cache; deterministic engine only",
      ),
    pluginKey: z.string().optional().describe('content address of the plugin; deterministic engine only'),
    trees: z
      .record(
        nameSchema,
        z.strictObject({
          ending: z.enum(endings).describe(endingMeanings),
          release: z
            .string()
            .optional()
            .describe('the release that the running kernel reports; absent where it did not reach user space'),
          userspaceAt: z
            .number()
            .optional()
            .describe('guest seconds from power-on to user space; absent where it was not reached'),
          seconds: z.number().describe('real seconds that the boot took'),
          console: z.string().describe('the console of the boot, a path relative to the folder of the run'),
        }),
      )
      .describe('by the id of the tree; trees that were not built are not in it'),
  })
  .describe('How each tree booted');

export type BootRecord = z.infer<typeof bootRecordSchema>;
