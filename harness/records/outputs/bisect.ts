import { z } from 'zod';
import { formatSchema } from '../format.ts';
import { nameSchema } from '../inputs/suite.ts';
import { cellStatuses, cellStatusMeanings, verdictWordMeanings, verdictWords } from '../run/verdict.ts';
import { patchNameSchema } from './checkedSeries.ts';

/** old: it does what the base does; new: it does what the whole series does. */
export const bisectSides = ['old', 'new', 'untestable'] as const;

export const bisectStepSchema = z.strictObject({
  patches: z.number().int().nonnegative().describe("how many of the candidate's patches the tree of this step has"),
  side: z
    .enum(bisectSides)
    .describe(
      'old: the cell does what it does on the base; new: what it does with the whole series; untestable: the tree did not build, or the cell gave no result',
    ),
  what: z.string().describe('what the cell did, or why it has no result'),
  run: z.string().describe('the folder of the run of this step, relative to the folder of the bisection'),
  repeat: z.string().optional().describe('the command that repeats the cell; absent where it did not run'),
});

const endSchema = z.strictObject({
  status: z.enum(cellStatuses).describe(cellStatusMeanings),
  what: z.string().describe('what the cell did, in words'),
  repeat: z.string().describe('the command that repeats the cell'),
});

/** bisect.json: written anew after each step. */
export const bisectRecordSchema = z
  .strictObject({
    format: formatSchema('pinproof.bisect/1'),
    name: nameSchema.describe('the name of the suite'),
    candidate: nameSchema.describe('the candidate whose patches are searched'),
    cell: z.string().describe('the cell that is repeated on each tree: device/filesystem/workload/seed'),
    others: z.array(z.string()).describe('further cells that differ between the base and the whole series'),
    base: endSchema.describe('the cell on the base'),
    whole: endSchema.describe('the cell with all patches of the candidate'),
    verdict: z
      .enum(verdictWords)
      .describe(`the verdict of the cell with all patches, against the base; ${verdictWordMeanings}`),
    patches: z.array(patchNameSchema).min(1).describe('the patches of the candidate, in order'),
    steps: z.array(bisectStepSchema).describe('the trees that were tried, in the order in which they were tried'),
    suspects: z
      .array(z.number().int().positive())
      .min(1)
      .optional()
      .describe(
        'numbers of the patches one of which is the first that changes the cell; a single number is that patch; absent while the search goes on',
      ),
  })
  .describe('Which patch of a series makes a cell do what the base does not do');

export type BisectRecord = z.infer<typeof bisectRecordSchema>;
export type BisectStep = z.infer<typeof bisectStepSchema>;
export type BisectSide = (typeof bisectSides)[number];
