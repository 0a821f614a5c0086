import { z } from 'zod';
import { formatSchema } from '../format.ts';
import { nameSchema } from '../inputs/suite.ts';
import { failedTreeSchema, warningSchema } from '../run/build.ts';

/** A patch of a series, for people. */
export const patchNameSchema = z.strictObject({
  number: z.number().int().positive().describe('from 1, among the patches that the candidate adds to the base'),
  name: z.string().describe('the file name of the patch, or its place in an mbox'),
  subject: z.string().describe('the subject of the patch'),
  author: z.string().describe('name and address of the author'),
  messageIds: z
    .array(z.string())
    .describe('Message-Ids: its own first, then those that it answers; empty where it never was a mail'),
});

const builtPatchSchema = patchNameSchema.extend({
  outcome: z.literal('built').describe('the tree up to this patch was built'),
  key: z.string().describe('content address of the build of the tree up to this patch'),
  seconds: z.number().describe('real seconds that the build took'),
  objects: z
    .number()
    .int()
    .describe('objects compiled when it was built: with the tree before at hand, those that the patch reaches'),
  addedWarnings: z.array(warningSchema).describe("the compiler's warnings that the tree before it does not have"),
  goneWarnings: z.array(warningSchema).describe("the compiler's warnings that only the tree before it has"),
  against: z
    .number()
    .int()
    .nonnegative()
    .describe(
      'the number of the patch whose tree it was compared with, the last one before it that built; 0: the base',
    ),
});

const failedPatchSchema = patchNameSchema.extend(failedTreeSchema.shape);

const untriedPatchSchema = patchNameSchema.extend({
  outcome: z.literal('untried').describe('the tree up to this patch was not built'),
  why: z.string().describe('why it was not built, one sentence'),
});

/** series.json */
export const seriesRecordSchema = z
  .strictObject({
    format: formatSchema('pinproof.series/1'),
    name: nameSchema.describe('the name of the suite'),
    toolchain: z.string().describe('the versions of compiler, assembler and linker'),
    candidates: z
      .record(
        nameSchema,
        z.strictObject({
          base: z
            .strictObject({
              label: z
                .string()
                .describe('what the source of the base names: a package with its version, a ref with its commit'),
              release: z.string().describe('the kernel release, as `make kernelrelease` prints it'),
              key: z.string().describe('content address of the build of the base'),
            })
            .describe('the tree that the first patch is applied to'),
          patches: z
            .array(z.discriminatedUnion('outcome', [builtPatchSchema, failedPatchSchema, untriedPatchSchema]))
            .describe('the patches of the candidate, in order'),
        }),
      )
      .describe('by the name of the candidate'),
    exitCode: z
      .union([z.literal(0), z.literal(1)])
      .describe(
        '0: each patch builds and brings no warning; 1: one does not apply, does not build, or brings a warning',
      ),
  })
  .describe('Whether each patch of a series builds on the one before, and which one brings a warning');

export type SeriesRecord = z.infer<typeof seriesRecordSchema>;
export type CheckedSeries = SeriesRecord['candidates'][string];
export type CheckedPatch = CheckedSeries['patches'][number];
export type PatchName = z.infer<typeof patchNameSchema>;
