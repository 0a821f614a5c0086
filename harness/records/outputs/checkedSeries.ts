import { z } from 'zod';
import { nameSchema } from '../inputs/suite.ts';
import { failedTreeSchema, warningSchema } from '../run/build.ts';

/** A patch of a series, for people. */
export const patchNameSchema = z.strictObject({
  /** From 1, among the patches that the candidate adds to the base. */
  number: z.number().int().positive(),
  /** File name, or place in an mbox. */
  name: z.string(),
  subject: z.string(),
  author: z.string(),
  /** Its own Message-Id first; empty where it never was a mail. */
  messageIds: z.array(z.string()),
});

const builtPatchSchema = patchNameSchema.extend({
  outcome: z.literal('built'),
  /** Content address of the tree up to this patch. */
  key: z.string(),
  seconds: z.number(),
  objects: z
    .number()
    .int()
    .describe('objects compiled when it was built: with the tree before at hand, those that the patch reaches'),
  /** Warnings that the tree before has not. */
  addedWarnings: z.array(warningSchema),
  /** Warnings that only the tree before has. */
  goneWarnings: z.array(warningSchema),
  /** Number of the patch whose tree it was compared with; 0: the base. Not the one before where that did not build. */
  against: z.number().int().nonnegative(),
});

const failedPatchSchema = patchNameSchema.extend(failedTreeSchema.shape);

const untriedPatchSchema = patchNameSchema.extend({ outcome: z.literal('untried'), why: z.string() });

/** series.json */
export const seriesRecordSchema = z
  .strictObject({
    format: z.literal('pinproof.series/1'),
    name: nameSchema,
    toolchain: z.string(),
    candidates: z.record(
      nameSchema,
      z.strictObject({
        /** What the source names, and its release. */
        base: z.strictObject({ label: z.string(), release: z.string(), key: z.string() }),
        patches: z.array(z.discriminatedUnion('outcome', [builtPatchSchema, failedPatchSchema, untriedPatchSchema])),
      }),
    ),
    /** 1: a patch does not apply or build, or brings a warning. */
    exitCode: z.union([z.literal(0), z.literal(1)]),
  })
  .describe('Whether each patch of a series builds on the one before, and which one brings a warning');

export type SeriesRecord = z.infer<typeof seriesRecordSchema>;
export type CheckedSeries = SeriesRecord['candidates'][string];
export type CheckedPatch = CheckedSeries['patches'][number];
export type PatchName = z.infer<typeof patchNameSchema>;
