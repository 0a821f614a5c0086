import { z } from 'zod';
import { formatSchema } from '../format.ts';
import {
  engineMeanings,
  engines,
  flavourMeanings,
  flavours,
  machineNameSchema,
  nameSchema,
  parameterValueSchema,
} from '../inputs/suite.ts';
import { seriesPatchSchema } from '../run/build.ts';
import { acceleratorMeanings, accelerators } from '../run/guest.ts';
import { hostSchema, runIdSchema, runStateMeanings, runStates } from '../run/runState.ts';
import {
  cellStatuses,
  cellStatusMeanings,
  comparisonSchema,
  verdictRecordSchema,
  verdictWordMeanings,
  verdictWords,
} from '../run/verdict.ts';

/** What tells one failure of a cell from another of its kind, over runs. */
export const rememberedFailureSchema = z.strictObject({
  kind: z.string().describe('the kind of the failure, as in verdict.json'),
  fingerprint: z
    .string()
    .optional()
    .describe("the fingerprint of the kernel's report; absent where the failure is no kernel report"),
  title: z.string().optional().describe("the title of the kernel's report; absent where the failure is none"),
});

export const rememberedCellSchema = z.strictObject({
  id: z
    .string()
    .describe('the cell, as in plan.json: tree/device/filesystem/workload/seed, and /rN on the native engine'),
  parameters: z.record(z.string(), parameterValueSchema).describe('all parameters of the workload, by name'),
  key: z.string().optional().describe('content address of the cell; absent where it was not run'),
  said: z
    .string()
    .optional()
    .describe(
      "content address of the guest's console and report; absent where the machine, and not the kernel, ended the guest",
    ),
  status: z.enum(cellStatuses).describe(cellStatusMeanings),
  verdict: z
    .enum(verdictWords)
    .optional()
    .describe(`of the cell of a candidate, against the base; absent on the base; ${verdictWordMeanings}`),
  claimed: z
    .boolean()
    .optional()
    .describe('true where candidate.yaml claims what was seen, so that it is no regression; absent on the base'),
  failures: z.array(rememberedFailureSchema).describe('what failed in the cell'),
  costs: z
    .record(z.string(), z.number().int())
    .optional()
    .describe('instructions by operation; absent where none were counted'),
});

export const rememberedTreeSchema = z.strictObject({
  id: nameSchema.describe('`base`, or the name of the candidate'),
  source: z.string().describe('where the tree came from, as in the suite'),
  label: z
    .string()
    .optional()
    .describe('what the source named when the run began: a package with its version, a ref with its commit'),
  release: z.string().optional().describe('the kernel release; absent where the tree was not built'),
  build: z.string().optional().describe('content address of the build; absent where the tree was not built'),
  patches: z
    .array(seriesPatchSchema.omit({ messageIds: true }))
    .optional()
    .describe('what a candidate adds to the base; absent for the base'),
  failed: z.string().optional().describe('the stage at which the tree failed; absent where it was built'),
});

/** What is remembered of a run, when its folder is gone too. */
export const rememberedRunSchema = z
  .strictObject({
    format: formatSchema('pinproof.remembered-run/1'),
    id: runIdSchema,
    name: nameSchema.describe('the name of the suite'),
    folder: z.string().describe('the absolute path of the folder that the run had on its machine'),
    started: z.iso.datetime().describe('when the run began, in UTC'),
    ended: z.iso.datetime().optional().describe('when the run ended, in UTC; absent where nothing recorded its end'),
    state: z.enum(runStates).describe(runStateMeanings),
    exitCode: z.number().int().optional().describe('the exit code of the run; absent where nothing recorded its end'),
    message: z.string().optional().describe('what stopped the run; absent where it came to a verdict'),
    conclusion: verdictRecordSchema.shape.conclusion
      .optional()
      .describe('the worst of all comparisons; absent where the run came to no verdict'),
    engine: z.enum(engines).describe(engineMeanings),
    flavour: z.enum(flavours).describe(flavourMeanings),
    machine: machineNameSchema.optional().describe('the machine of the guests; the default one where absent'),
    thresholds: z
      .strictObject({
        instructions: z
          .number()
          .describe('per cent by which an operation may take more instructions than with the base'),
      })
      .describe('beyond which a difference is a regression'),
    accelerator: z.enum(accelerators).optional().describe(`${acceleratorMeanings}; absent where no guest booted`),
    qemu: z.string().optional().describe('the version of QEMU; absent where no guest ran'),
    toolchain: z
      .string()
      .optional()
      .describe('the versions of compiler, assembler and linker; absent where nothing was built'),
    pinproof: z.string().optional().describe('the version of pinproof; absent where run.json does not record it'),
    host: hostSchema.optional().describe('the machine; absent where run.json does not record it'),
    trees: z.array(rememberedTreeSchema).describe('the base first, then candidates in the order of the suite'),
    cells: z.array(rememberedCellSchema).describe('all cells of the plan'),
  })
  .describe('What is remembered of a run');

const reasoned = z.strictObject({
  cell: z.string().describe('tree/device/filesystem/workload/seed'),
  before: z.string().describe('what the cell did in the earlier run, in words'),
  after: z.string().describe('what the cell did in the later run, in words'),
});
const costSchema = comparisonSchema.shape.costs.unwrap().element.omit({ over: true, candidate: true, base: true });
const moved = costSchema.extend({
  cell: z.string().describe('tree/device/filesystem/workload/seed'),
  before: z.number().int().describe('instructions in the earlier run'),
  after: z.number().int().describe('instructions in the later run'),
  percent: z.number().describe('the change, in per cent of the earlier run'),
});

/** How a run differs from an earlier one. Cells are tree/device/filesystem/workload/seed. */
export const runComparisonSchema = z.strictObject({
  before: runIdSchema.describe('the id of the earlier run'),
  after: runIdSchema.describe('the id of the later run'),
  setup: z
    .array(
      z.strictObject({
        what: z.string().describe('what differs: a tree, the version of QEMU, the toolchain, ...'),
        before: z.string().describe('its value in the earlier run'),
        after: z.string().describe('its value in the later run'),
      }),
    )
    .describe('how the runs themselves differ'),
  compared: z.number().int().describe('cells that both runs have'),
  worse: z.array(reasoned).describe('cells that do worse in the later run'),
  better: z.array(reasoned).describe('cells that do better in the later run'),
  changed: z
    .array(reasoned)
    .describe('cells that fail or are refused in both runs, but differently, and are neither better nor worse'),
  untold: z
    .array(reasoned)
    .describe('cells with a result in the earlier run and none (invalid or lost) in the later one'),
  added: z.array(z.string()).describe('cells of the later run only'),
  gone: z.array(z.string()).describe('cells of the earlier run only'),
  otherParameters: z.array(z.string()).describe('cells of the same name with other parameters, which are not compared'),
  dearer: z
    .array(moved)
    .describe("operations that take more instructions, by more than the threshold of the later run's suite"),
  cheaper: z
    .array(moved)
    .describe("operations that take fewer instructions, by more than the threshold of the later run's suite"),
});

/** `pinproof history --json` */
export const historySchema = z
  .strictObject({
    format: formatSchema('pinproof.history/1'),
    runs: z
      .array(
        z.strictObject({
          run: rememberedRunSchema,
          changes: runComparisonSchema
            .optional()
            .describe('how it differs from the run of the same name before it; absent where there is none'),
        }),
      )
      .describe('the newest first'),
  })
  .describe('Runs that are remembered, and what each changed against the one before');

/** What is new in a run, by the runs before it. Cells are tree/device/filesystem/workload/seed. */
export const noveltySchema = z.strictObject({
  /** When the run began. */
  at: z.iso.datetime(),
  /** Cells that fail, and pass as well, on the same kernel. */
  flaky: z.array(z.string()),
  /** Failing cells that said nothing before: never run, or invalid or lost each time. */
  first: z.array(z.string()),
  /** Those that fail as they never did. */
  fresh: z.array(z.string()),
  /** Those of which each failure was seen before, and since when the youngest of them was. */
  known: z.array(z.strictObject({ cell: z.string(), since: z.iso.datetime(), run: runIdSchema })),
  /** Deterministic engine: cells of one content address that said something else in an earlier run. */
  alarms: z.array(z.strictObject({ cell: z.string(), run: runIdSchema, started: z.iso.datetime() })),
});

export type Novelty = z.infer<typeof noveltySchema>;
export type RememberedRun = z.infer<typeof rememberedRunSchema>;
export type RememberedCell = z.infer<typeof rememberedCellSchema>;
export type RememberedTree = z.infer<typeof rememberedTreeSchema>;
export type RememberedFailure = z.infer<typeof rememberedFailureSchema>;
export type RunComparison = z.infer<typeof runComparisonSchema>;
export type History = z.infer<typeof historySchema>;
