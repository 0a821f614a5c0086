import { z } from 'zod';
import { formatSchema } from '../format.ts';
import { candidateSchema } from '../inputs/candidate.ts';
import { locatedIssueSchema } from '../inputs/known.ts';
import {
  engineMeanings,
  engines,
  flavourMeanings,
  flavours,
  machineNameSchema,
  nameSchema,
  parameterValueSchema,
  suiteSchema,
} from '../inputs/suite.ts';
import { needSchema, workloadSchema } from '../inputs/workload.ts';

const pathMeanings =
  'on disk, `package:` and `cache:` stand for folders of pinproof, and other paths are relative to the folder of the run';

export const planTreeSchema = z.strictObject({
  id: nameSchema.describe('`base`, or the name of the candidate'),
  source: z.string().describe('where the tree comes from, in the words of a suite'),
  series: z.array(z.string()).describe(`paths of patch folders and mboxes, applied in this order; ${pathMeanings}`),
  baseSeries: z
    .number()
    .int()
    .nonnegative()
    .describe("how many members of `series` are the base's own; those after them are what the candidate adds"),
  upTo: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe('how many of the patches that the candidate adds are applied; absent: all'),
  candidate: candidateSchema.optional().describe('candidate.yaml beside the series; absent where there is none'),
});

/** How a seed changes when things happen in a guest, beside the pauses of the workload. Empty: as vm/ has it. */
export const scheduleSchema = z.strictObject({
  shift: z
    .number()
    .int()
    .min(0)
    .max(4)
    .optional()
    .describe("an instruction takes 2^shift nanoseconds of guest time; absent: the machine's own"),
  skewNs: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe(
      "by how many nanoseconds the guest's clock jumps before the cell, which moves the timer ticks in it; absent: none",
    ),
  diskDelay: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe("the time of a command of the disk, in jiffies of 4 ms; absent: the disk's own"),
  diskRequests: z
    .number()
    .int()
    .positive()
    .optional()
    .describe("the length of the disk's queue, in requests; absent: the disk's own"),
});

export const planCellSchema = z.strictObject({
  id: z
    .string()
    .describe(
      'tree/device/filesystem/workload/seed; the workload has its unusual words behind it, `late-write+pageout`, and "+2" where it stands twice in a suite; on the native engine /rN follows',
    ),
  tree: nameSchema.describe('the id of the tree'),
  device: nameSchema.describe('the disk, a name of vm/devices.yaml'),
  filesystem: nameSchema.describe('the file system, a name of vm/filesystems.yaml'),
  workload: nameSchema.describe('the workload, a folder of workloads/'),
  parameters: z.record(z.string(), parameterValueSchema).describe('all parameters of the workload, by name'),
  needs: z
    .array(needSchema)
    .describe('what the guest must show for the cell to count: the needs of the workload and of the device'),
  seed: z.number().int().nonnegative().describe('the start of the random numbers of the workload'),
  schedule: scheduleSchema.describe('what else the seed changes in the guest'),
  repeat: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('which of the runs of this cell it is, from 1; native engine only'),
});

/** plan.json: a suite with nothing left open, each cell spelled out. In memory all paths are absolute (store/portable.ts). */
export const planSchema = z
  .strictObject({
    format: formatSchema('pinproof.plan/1'),
    name: nameSchema.describe('the name of the suite'),
    machine: machineNameSchema
      .optional()
      .describe('the machine of the guests, a file of vm/machines/ without .yaml; the default one where absent'),
    flavour: z.enum(flavours).describe(flavourMeanings),
    engine: z.enum(engines).describe(engineMeanings),
    fragments: z
      .array(z.string())
      .describe(
        `paths of config fragments, in the order in which they are merged, the project's own first; ${pathMeanings}`,
      ),
    thresholds: suiteSchema.shape.thresholds,
    trees: z.array(planTreeSchema).min(1).describe('the base first, then candidates in the order of the suite'),
    origins: z
      .record(z.string(), z.string())
      .optional()
      .describe('where series that were brought to disk come from, by their paths: commits, a message'),
    workloads: z.record(nameSchema, workloadSchema).describe('the workloads of the cells, by name'),
    known: z
      .array(locatedIssueSchema)
      .describe('the known issues of the suite: they change how cells are judged, and nothing that is built or run'),
    cells: z.array(planCellSchema).min(1).describe('every cell of every tree'),
  })
  .describe('Every tree and every cell of a run');

export type Plan = z.infer<typeof planSchema>;
export type PlanTree = z.infer<typeof planTreeSchema>;
export type Schedule = z.infer<typeof scheduleSchema>;
export type PlanCell = z.infer<typeof planCellSchema>;
