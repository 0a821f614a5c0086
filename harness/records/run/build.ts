import { z } from 'zod';
import { formatSchema } from '../format.ts';
import { nameSchema } from '../inputs/suite.ts';

export const warningSchema = z.strictObject({
  file: z.string().describe('the source file, relative to the tree'),
  line: z.number().int().describe('the line in it, from 1'),
  text: z.string().describe('the text of the warning'),
});

export const builtTreeSchema = z.strictObject({
  outcome: z.literal('built').describe('the tree was built'),
  key: z.string().describe('content address of the build: sources, series, configuration, toolchain'),
  source: z.string().describe('content address of the sources before the series'),
  label: z
    .string()
    .optional()
    .describe('what the source named when it was read: a package with its version, a ref with its commit'),
  release: z.string().describe('the kernel release, as `make kernelrelease` prints it'),
  vmlinux: z.string().describe('the kernel with its symbols, a path relative to the folder of the run'),
  image: z
    .string()
    .optional()
    .describe(
      'the file that QEMU boots, a path relative to the folder of the run; absent where the machine boots vmlinux',
    ),
  config: z.string().describe('the configuration, a path relative to the folder of the run'),
  log: z.string().describe('the log of the build, a path relative to the folder of the run'),
  seed: z
    .string()
    .optional()
    .describe('the key of the build whose objects this one started from; absent where it started from none'),
  seconds: z.number().describe('real seconds that the build took'),
  objects: z.number().int().describe('how many objects were compiled'),
  warnings: z.array(warningSchema).describe("the compiler's warnings"),
  addedWarnings: z
    .array(warningSchema)
    .describe('warnings that the base does not have, and options that the series adds and the build leaves off'),
});

export const failedTreeSchema = z.strictObject({
  outcome: z.literal('failed').describe('the tree has no kernel'),
  stage: z
    .enum(['apply', 'config', 'build'])
    .describe(
      'what failed; apply: a patch does not apply; config: a needed option does not survive olddefconfig; build: the compiler or the linker failed',
    ),
  message: z.string().describe('what failed, for people, several lines'),
  at: z
    .strictObject({
      file: z.string().describe('the source file, relative to the tree'),
      line: z.number().int().describe('the line in it, from 1'),
    })
    .optional()
    .describe("the place of the compiler's first error; absent where there is none"),
  log: z
    .string()
    .optional()
    .describe('the log of the build, a path relative to the folder of the run; absent where the compiler did not run'),
});

/** A patch that a candidate adds, by what mails about it can be known. */
export const seriesPatchSchema = z.strictObject({
  subject: z.string().describe('the subject of the patch'),
  hash: z.string().describe('content address of the diff'),
  messageIds: z
    .array(z.string())
    .describe("Message-Ids: its own, the one that it answers, the cover letter's; empty where it never was a mail"),
  size: z
    .strictObject({
      added: z.number().int().nonnegative().describe('lines added'),
      removed: z.number().int().nonnegative().describe('lines removed'),
      files: z.array(z.string()).describe('files changed, relative to the tree'),
    })
    .optional()
    .describe('what the patch changes; absent in what older versions wrote'),
});

const commitSchema = z.string().regex(/^[0-9a-f]{40,64}$/, 'the hash of a commit');

export const revisionSchema = z.strictObject({
  commit: commitSchema.describe('the hash of the commit'),
  parents: z.array(commitSchema).describe('its parents; of a merge two, the second of which is what was merged'),
  clean: z.boolean().describe('false: the files that were read differ from those of the commit'),
});

/** Where the trees of a run come from. */
export const originSchema = z
  .strictObject({
    readAt: z.iso
      .datetime()
      .describe('when sources and series were read, in UTC: of two runs, the later one has the newer sources'),
    revisions: z
      .record(nameSchema, revisionSchema)
      .describe(
        'the commits that hold the trees or their series, by tree; without trees that come from no git repository',
      ),
  })
  .describe('where the trees come from');

/** build.json */
export const buildRecordSchema = z
  .strictObject({
    format: formatSchema('pinproof.build/1'),
    toolchain: z.string().describe('the versions of compiler, assembler and linker'),
    series: z
      .record(nameSchema, z.array(seriesPatchSchema))
      .optional()
      .describe('what each candidate adds to the base, by candidate; absent in what older versions wrote'),
    origin: originSchema.optional().describe('where the trees come from; absent in what older versions wrote'),
    unconfined: z
      .string()
      .optional()
      .describe('why the trees were built without a sandbox; absent where they were built in one'),
    trees: z
      .record(nameSchema, z.discriminatedUnion('outcome', [builtTreeSchema, failedTreeSchema]))
      .describe('what was built, by the id of the tree: `base`, or the name of the candidate'),
  })
  .describe('What was built of each tree');

export type BuildRecord = z.infer<typeof buildRecordSchema>;
export type BuiltTree = z.infer<typeof builtTreeSchema>;
export type FailedTree = z.infer<typeof failedTreeSchema>;
export type SeriesPatch = z.infer<typeof seriesPatchSchema>;
export type Revision = z.infer<typeof revisionSchema>;
export type Origin = z.infer<typeof originSchema>;
export type Warning = z.infer<typeof warningSchema>;
