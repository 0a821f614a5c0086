import { z } from 'zod';
import { nameSchema } from '../inputs/suite.ts';
import { cellStatuses, verdictWords } from '../run/verdict.ts';
import { patchNameSchema } from './checkedSeries.ts';

/** old: it does what the base does; new: it does what the whole series does. */
export const bisectSides = ['old', 'new', 'untestable'] as const;

export const bisectStepSchema = z.strictObject({
  /** The tree has this many of the candidate's patches. */
  patches: z.number().int().nonnegative(),
  side: z.enum(bisectSides),
  /** What the cell did there, or why nothing is known of it. */
  what: z.string(),
  /** The folder of its run, relative to that of the bisection. */
  run: z.string(),
  /** The command that repeats the cell, where it ran. */
  repeat: z.string().optional(),
});

const endSchema = z.strictObject({ status: z.enum(cellStatuses), what: z.string(), repeat: z.string() });

/** bisect.json: written anew after each step. */
export const bisectRecordSchema = z
  .strictObject({
    format: z.literal('pinproof.bisect/1'),
    name: nameSchema,
    candidate: nameSchema,
    /** device/filesystem/workload/seed */
    cell: z.string(),
    /** Other cells that differ between the ends. */
    others: z.array(z.string()),
    base: endSchema,
    whole: endSchema,
    verdict: z.enum(verdictWords),
    patches: z.array(patchNameSchema).min(1),
    /** In the order in which they were tried. */
    steps: z.array(bisectStepSchema),
    /** Numbers of the patches of which one is the first; one number: that is the one. Absent until it is known. */
    suspects: z.array(z.number().int().positive()).min(1).optional(),
  })
  .describe('Which patch of a series makes a cell do what the base does not do');

export type BisectRecord = z.infer<typeof bisectRecordSchema>;
export type BisectStep = z.infer<typeof bisectStepSchema>;
export type BisectSide = (typeof bisectSides)[number];
