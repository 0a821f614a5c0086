import { z } from 'zod';
import { engines, flavours, machineNameSchema, nameSchema, parameterValueSchema } from '../inputs/suite.ts';
import { seriesPatchSchema } from '../run/build.ts';
import { accelerators } from '../run/guest.ts';
import { hostSchema, runIdSchema, runStates } from '../run/runState.ts';
import { cellStatuses, comparisonSchema, verdictRecordSchema, verdictWords } from '../run/verdict.ts';

/** What tells one failure of a cell from another of its kind, over runs. */
export const rememberedFailureSchema = z.strictObject({
  kind: z.string(),
  /** Of the kernel's own reports. */
  fingerprint: z.string().optional(),
  title: z.string().optional(),
});

export const rememberedCellSchema = z.strictObject({
  /** As in plan.json: tree/device/filesystem/workload/seed; native engine: then /rN. */
  id: z.string(),
  parameters: z.record(z.string(), parameterValueSchema),
  /** Content address of the cell, where it was run. */
  key: z.string().optional(),
  /** Content address of what its guest said; absent where the machine, and not the kernel, ended the guest. */
  said: z.string().optional(),
  status: z.enum(cellStatuses),
  /** Of a candidate's cell, against the base. */
  verdict: z.enum(verdictWords).optional(),
  claimed: z.boolean().optional(),
  failures: z.array(rememberedFailureSchema),
  /** Instructions that each operation takes. */
  costs: z.record(z.string(), z.number().int()).optional(),
});

export const rememberedTreeSchema = z.strictObject({
  id: nameSchema,
  source: z.string(),
  /** What the source named then: a package with its version, a ref with its commit. */
  label: z.string().optional(),
  release: z.string().optional(),
  /** Content address of the build. */
  build: z.string().optional(),
  /** What a candidate adds to the base. */
  patches: z.array(seriesPatchSchema.omit({ messageIds: true })).optional(),
  /** The stage at which it failed. */
  failed: z.string().optional(),
});

/** What is remembered of a run, when its folder is gone too. */
export const rememberedRunSchema = z
  .strictObject({
    format: z.literal('pinproof.remembered-run/1'),
    id: runIdSchema,
    /** Of the suite. */
    name: nameSchema,
    /** Where it was; absolute. */
    folder: z.string(),
    started: z.iso.datetime(),
    ended: z.iso.datetime().optional(),
    state: z.enum(runStates),
    exitCode: z.number().int().optional(),
    message: z.string().optional(),
    conclusion: verdictRecordSchema.shape.conclusion.optional(),
    engine: z.enum(engines),
    flavour: z.enum(flavours),
    machine: machineNameSchema.optional().describe('of its guests; the default one where absent'),
    thresholds: z.strictObject({ instructions: z.number() }),
    accelerator: z.enum(accelerators).optional(),
    qemu: z.string().optional(),
    toolchain: z.string().optional(),
    pinproof: z.string().optional(),
    host: hostSchema.optional(),
    /** The base first. */
    trees: z.array(rememberedTreeSchema),
    cells: z.array(rememberedCellSchema),
  })
  .describe('What is remembered of a run');

const reasoned = z.strictObject({ cell: z.string(), before: z.string(), after: z.string() });
const costSchema = comparisonSchema.shape.costs.unwrap().element.omit({ over: true, candidate: true, base: true });
const moved = costSchema.extend({ cell: z.string(), before: z.number().int(), after: z.number().int() });

/** What a run has otherwise than an earlier one. Cells are tree/device/filesystem/workload/seed. */
export const runComparisonSchema = z.strictObject({
  before: runIdSchema,
  after: runIdSchema,
  /** In what the runs themselves differ: trees, QEMU, toolchain, ... */
  setup: z.array(z.strictObject({ what: z.string(), before: z.string(), after: z.string() })),
  compared: z.number().int().describe('cells that both runs have'),
  worse: z.array(reasoned),
  better: z.array(reasoned),
  /** Fails, or is refused, on both, but otherwise: neither better nor worse. */
  changed: z.array(reasoned),
  /** Said something before, and says nothing now: invalid, or lost. */
  untold: z.array(reasoned),
  /** In the later run only. */
  added: z.array(z.string()),
  /** In the earlier run only. */
  gone: z.array(z.string()),
  /** The same name with other parameters: not compared. */
  otherParameters: z.array(z.string()),
  /** Operations that moved by more than the later run's suite lets pass. */
  dearer: z.array(moved),
  cheaper: z.array(moved),
});

/** `pinproof history --json` */
export const historySchema = z
  .strictObject({
    format: z.literal('pinproof.history/1'),
    /** The newest first. */
    runs: z.array(
      z.strictObject({
        run: rememberedRunSchema,
        /** Against the run before of the same name. */
        changes: runComparisonSchema.optional(),
      }),
    ),
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
