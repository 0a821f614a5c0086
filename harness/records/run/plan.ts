import { z } from 'zod';
import { candidateSchema } from '../inputs/candidate.ts';
import { locatedIssueSchema } from '../inputs/known.ts';
import {
  engines,
  flavours,
  machineNameSchema,
  nameSchema,
  parameterValueSchema,
  suiteSchema,
} from '../inputs/suite.ts';
import { needSchema, workloadSchema } from '../inputs/workload.ts';

export const planTreeSchema = z.strictObject({
  /** `base`, or the name of the candidate. */
  id: nameSchema,
  source: z.string(),
  /** Absolute paths of patch folders and mboxes, applied in this order. */
  series: z.array(z.string()),
  /** How many of `series` are the base's own: what follows them is what the candidate adds. */
  baseSeries: z.number().int().nonnegative(),
  /** Only so many of the patches that the candidate adds; all where absent. */
  upTo: z.number().int().nonnegative().optional(),
  candidate: candidateSchema.optional(),
});

/** How a seed changes when things happen in a guest, beside the pauses of the workload. Empty: as vm/ has it. */
export const scheduleSchema = z.strictObject({
  /** An instruction takes 2^shift nanoseconds of guest time. */
  shift: z.number().int().min(0).max(4).optional(),
  /** By how many nanoseconds the guest's clock jumps before the cell, so that timer ticks fall elsewhere in it. */
  skewNs: z.number().int().nonnegative().optional(),
  /** What a command of the disk takes, in jiffies of 4 ms. */
  diskDelay: z.number().int().nonnegative().optional(),
  /** Requests in the disk's queue. */
  diskRequests: z.number().int().positive().optional(),
});

export const planCellSchema = z.strictObject({
  /**
   * tree/device/filesystem/workload/seed; the workload with its unusual words, `late-write+pageout`, and one that stands
   * twice in a suite with "+2". Native engine: then /rN.
   */
  id: z.string(),
  tree: nameSchema,
  device: nameSchema,
  filesystem: nameSchema,
  workload: nameSchema,
  parameters: z.record(z.string(), parameterValueSchema),
  /** Of the workload and of the device together. */
  needs: z.array(needSchema),
  seed: z.number().int().nonnegative(),
  /** Follows from the seed. */
  schedule: scheduleSchema,
  /** Native engine only: which of the runs of this cell, from 1. */
  repeat: z.number().int().positive().optional(),
});

/** plan.json: a suite with nothing left open; all paths absolute, each cell spelled out. */
export const planSchema = z
  .strictObject({
    format: z.literal('pinproof.plan/1'),
    name: nameSchema,
    machine: machineNameSchema.optional().describe('a machine of vm/machines/; the default one where absent'),
    flavour: z.enum(flavours),
    engine: z.enum(engines),
    /** Absolute paths, in merge order, the project's own first. */
    fragments: z.array(z.string()),
    thresholds: suiteSchema.shape.thresholds,
    trees: z.array(planTreeSchema).min(1),
    origins: z
      .record(z.string(), z.string())
      .optional()
      .describe('where series that were brought to disk come from, by their paths: commits, a message'),
    workloads: z.record(nameSchema, workloadSchema),
    /** They change what a cell is judged to be, and nothing of what is built or run. */
    known: z.array(locatedIssueSchema),
    cells: z.array(planCellSchema).min(1),
  })
  .describe('Every tree and every cell of a run');

export type Plan = z.infer<typeof planSchema>;
export type PlanTree = z.infer<typeof planTreeSchema>;
export type Schedule = z.infer<typeof scheduleSchema>;
export type PlanCell = z.infer<typeof planCellSchema>;
