import { z } from 'zod';
import { gravities } from '../../kinds/gravity.ts';
import { checkers } from '../../kinds/splats/format.ts';
import { locatedIssueSchema } from '../inputs/known.ts';
import { nameSchema } from '../inputs/suite.ts';
import { failedTreeSchema, warningSchema } from './build.ts';
import { endings } from './guest.ts';

export const failureSchema = z.strictObject({
  /** Short and stable, from kinds/failureKinds.ts: `guard-tag`, `fsync-error`, `splat:oops`, `content`, ... */
  kind: z.string(),
  /** A lower bound where it comes from a log. */
  count: z.number().int(),
  detail: z.string(),
  line: z.string().optional().describe('where in the source the guilty function of a splat stood: mm/gup.c:123'),
});

/** Reports of one title that an entry of the known issues is about: no failure. */
export const knownReportSchema = z.strictObject({
  /** As a failure would have it: `splat:warning`. */
  kind: z.string(),
  title: z.string(),
  count: z.number().int().positive(),
  reason: z.string(),
  link: z.string(),
  /** Where the entry stands: file:line:column. */
  where: z.string(),
  /** What would not have been seen in this cell any more. */
  silenced: z.array(z.enum(checkers)),
});

export const cellStatuses = ['pass', 'fail', 'refused', 'invalid', 'lost'] as const;

export const judgedCellSchema = z.strictObject({
  id: z.string(),
  status: z.enum(cellStatuses),
  ending: z.enum(endings).optional(),
  failures: z.array(failureSchema),
  /** Where there are any. */
  known: z.array(knownReportSchema).min(1).optional(),
  /** Why it is invalid, lost or refused. */
  reasons: z.array(z.string()),
  /** Refused calls: the name and the errno. */
  refusals: z.array(z.strictObject({ call: z.string(), error: z.string() })),
  progress: z.record(z.string(), z.number()),
  /** fsync and fdatasync, milliseconds of guest time. */
  fsync: z.strictObject({ count: z.number().int(), p50: z.number(), p99: z.number(), max: z.number() }).optional(),
  /** Instructions that each operation takes. */
  costs: z.record(z.string(), z.number().int()).optional(),
  /** The longest that a call waited while the disk was idle: seconds of guest time, and whether it came back. */
  stall: z.strictObject({ seconds: z.number(), call: z.string(), ended: z.boolean() }).optional(),
  /** Where wrong bytes were found, as the comparisons call it: `mapping`, `direct`, `clone`. Where there are any. */
  wrongIn: z.array(z.string()).min(1).optional(),
  /** The longest that each operation took beside a pin and without one, milliseconds of guest time. */
  beside: z
    .array(z.strictObject({ op: z.string(), pinned: z.number(), unpinned: z.number() }))
    .min(1)
    .optional(),
  /** The folder of its artefacts, relative to the run folder. */
  folder: z.string(),
  repeat: z.string().describe('the command that repeats the cell'),
});

export const verdictWords = [
  'fixed',
  'regressed',
  'unchanged-good',
  'unchanged-bad',
  'refused',
  'invalid',
  'inconclusive',
] as const;

/** Of the repeats of one cell. */
const sideSchema = z.strictObject({
  failures: z.number().int(),
  /** Those that pass or fail: what rates are made of. */
  runs: z.number().int(),
  /** Those that say neither, and are in no rate. */
  leftOut: z.strictObject({ refused: z.number().int(), invalid: z.number().int(), lost: z.number().int() }),
});

const medianSchema = z.strictObject({
  runs: z.number().int(),
  /** Of the runs' own medians, in nanoseconds of guest time. */
  median: z.number(),
});

/** What a verdict of the native engine rests on. */
export const statisticsSchema = z.strictObject({
  base: sideSchema,
  candidate: sideSchema,
  /** Which way the test looked: that the candidate fails more often than the base, or less often. */
  tested: z.enum(['more', 'less']),
  /** What it counted: runs with a failure of this gravity or a graver one. */
  gravity: z.enum(gravities),
  /** Fisher's exact test, one-sided. */
  p: z.number(),
  /** The same after Holm's correction over all tests of this candidate that look the same way. */
  adjusted: z.number(),
  /** Mann-Whitney's test, two-sided, not corrected: to be looked at, and no part of the verdict. */
  latencies: z
    .array(z.strictObject({ op: z.string(), base: medianSchema, candidate: medianSchema, p: z.number() }))
    .optional(),
});

export const comparisonSchema = z.strictObject({
  candidate: nameSchema,
  /** device/filesystem/workload/seed */
  cell: z.string(),
  base: z.enum(cellStatuses),
  candidateStatus: z.enum(cellStatuses),
  verdict: z.enum(verdictWords),
  /** True where candidate.yaml claims what was seen, so that it is no regression. */
  claimed: z.boolean(),
  why: z.string(),
  /** Instructions that each operation takes, where both trees have it. */
  costs: z
    .array(
      z.strictObject({
        op: z.string(),
        base: z.number().int(),
        candidate: z.number().int(),
        /** Of the base's. */
        percent: z.number(),
        /** More than the suite lets pass. */
        over: z.boolean(),
      }),
    )
    .optional(),
  /** Native engine only. */
  statistics: statisticsSchema.optional(),
});

/** What became of a claim of a candidate.yaml. */
export const judgedClaimSchema = z.strictObject({
  candidate: nameSchema,
  /** The claim in words. */
  text: z.string(),
  outcome: z.enum(['confirmed', 'refuted', 'not-tested']),
  /** What it rests on. */
  why: z.string(),
  /** The cells that it rests on; of a claim that is refuted, those that refute it. */
  cells: z.array(z.string()),
});

/** verdict.json */
export const verdictRecordSchema = z
  .strictObject({
    format: z.literal('pinproof.verdict/1'),
    /** Why trees were built, or guests run, without a sandbox, where they were. */
    unconfined: z.string().optional(),
    name: nameSchema,
    /** The worst of all comparisons, as exit codes rank them. */
    conclusion: z.enum(['nothing-regressed', 'regression', 'inconclusive']),
    exitCode: z.union([z.literal(0), z.literal(1), z.literal(3)]),
    trees: z.record(
      nameSchema,
      z.strictObject({
        title: z.string(),
        release: z.string().optional(),
        failure: failedTreeSchema.optional(),
        addedWarnings: z.array(warningSchema),
      }),
    ),
    cells: z.array(judgedCellSchema),
    /** Cells that were run twice on the deterministic engine, and the ids of those that did not repeat byte for byte. */
    selfCheck: z.strictObject({ cells: z.number().int(), different: z.array(z.string()) }),
    /** What several seeds of the same cell reached. */
    exploration: z.array(
      z.strictObject({
        /** tree/device/filesystem/workload */
        cells: z.string(),
        seeds: z.number().int(),
        /** Distinct orders of the workload's events. */
        orders: z.number().int(),
        /** Distinct statuses and kinds of failures. */
        outcomes: z.number().int(),
        /** Kinds of failures that only some seeds show, and those seeds. */
        rare: z.array(z.strictObject({ kinds: z.array(z.string()), seeds: z.array(z.number().int()) })),
      }),
    ),
    comparisons: z.array(comparisonSchema),
    /** Every claim of every candidate; absent in what older versions wrote. */
    claims: z.array(judgedClaimSchema).optional(),
    /** Every entry of the known issues, and how many reports in how many cells it was about: none, perhaps. */
    known: z.array(
      locatedIssueSchema.extend({ reports: z.number().int().nonnegative(), cells: z.number().int().nonnegative() }),
    ),
  })
  .describe('What the observations mean, and what each candidate changed against the base');

export type VerdictRecord = z.infer<typeof verdictRecordSchema>;
export type JudgedCell = z.infer<typeof judgedCellSchema>;
export type Comparison = z.infer<typeof comparisonSchema>;
export type JudgedClaim = z.infer<typeof judgedClaimSchema>;
export type KnownReport = z.infer<typeof knownReportSchema>;
export type Failure = z.infer<typeof failureSchema>;
export type Statistics = z.infer<typeof statisticsSchema>;
export type CellStatus = (typeof cellStatuses)[number];
export type VerdictWord = (typeof verdictWords)[number];
