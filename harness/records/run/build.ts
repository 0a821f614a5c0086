import { z } from 'zod';
import { nameSchema } from '../inputs/suite.ts';

export const warningSchema = z.strictObject({
  /** Relative to the tree. */
  file: z.string(),
  line: z.number().int(),
  text: z.string(),
});

export const builtTreeSchema = z.strictObject({
  outcome: z.literal('built'),
  /** Content address: tree, config, toolchain. */
  key: z.string(),
  /** Content address of the tree before the series. */
  source: z.string(),
  /** What the source named then: a package with its version, a ref with its commit. */
  label: z.string().optional(),
  /** As `make kernelrelease` says. */
  release: z.string(),
  vmlinux: z.string().describe('relative to the folder of the run'),
  image: z
    .string()
    .optional()
    .describe('what QEMU boots, where the machine boots no vmlinux; relative to the folder of the run'),
  config: z.string().describe('relative to the folder of the run'),
  log: z.string().describe('relative to the folder of the run'),
  /** The key of the build whose objects this one started from. */
  seed: z.string().optional(),
  seconds: z.number(),
  objects: z.number().int().describe('objects compiled'),
  warnings: z.array(warningSchema),
  /** Warnings that this tree has and its base has not; and the options that its series adds and the build leaves off. */
  addedWarnings: z.array(warningSchema),
});

export const failedTreeSchema = z.strictObject({
  outcome: z.literal('failed'),
  stage: z.enum(['apply', 'config', 'build']),
  /** For people, several lines. */
  message: z.string(),
  /** What the compiler's first error is about; the file is relative to the tree. */
  at: z.strictObject({ file: z.string(), line: z.number().int() }).optional(),
  log: z.string().optional().describe('relative to the folder of the run'),
});

/** A patch that a candidate adds, by what mails about it can be known. */
export const seriesPatchSchema = z.strictObject({
  subject: z.string(),
  /** Content address of the diff. */
  hash: z.string(),
  /** Message-Ids: its own, the one that it answers, the cover letter's; none where it never was a mail. */
  messageIds: z.array(z.string()),
  /** What it changes; absent in what older versions wrote. */
  size: z
    .strictObject({
      added: z.number().int().nonnegative().describe('lines'),
      removed: z.number().int().nonnegative().describe('lines'),
      files: z.array(z.string()).describe('relative to the tree'),
    })
    .optional(),
});

const commitSchema = z.string().regex(/^[0-9a-f]{40,64}$/, 'the hash of a commit');

export const revisionSchema = z.strictObject({
  commit: commitSchema,
  /** Two of a merge; the second is what was merged. */
  parents: z.array(commitSchema),
  /** False: what was read is not what the commit holds, or more than it holds. */
  clean: z.boolean(),
});

/** Where the trees of a run come from. */
export const originSchema = z.strictObject({
  /** When sources and series were read: of two runs, the later one speaks of what is newer. */
  readAt: z.iso.datetime(),
  /** The commits that hold the trees, or their series; of those that git knows. */
  revisions: z.record(nameSchema, revisionSchema),
});

/** build.json */
export const buildRecordSchema = z
  .strictObject({
    format: z.literal('pinproof.build/1'),
    toolchain: z.string(),
    /** What each candidate adds to the base; absent in what older versions wrote. */
    series: z.record(nameSchema, z.array(seriesPatchSchema)).optional(),
    /** Absent in what older versions wrote. */
    origin: originSchema.optional(),
    /** Why the trees were built without a sandbox, where they were. */
    unconfined: z.string().optional(),
    trees: z.record(nameSchema, z.discriminatedUnion('outcome', [builtTreeSchema, failedTreeSchema])),
  })
  .describe('What was built of each tree');

export type BuildRecord = z.infer<typeof buildRecordSchema>;
export type BuiltTree = z.infer<typeof builtTreeSchema>;
export type FailedTree = z.infer<typeof failedTreeSchema>;
export type SeriesPatch = z.infer<typeof seriesPatchSchema>;
export type Revision = z.infer<typeof revisionSchema>;
export type Origin = z.infer<typeof originSchema>;
export type Warning = z.infer<typeof warningSchema>;
