import { z } from 'zod';
import { gravities } from '../../kinds/gravity.ts';
import { checkers } from '../../kinds/splats/format.ts';
import { formatSchema } from '../format.ts';
import { locatedIssueSchema } from '../inputs/known.ts';
import { nameSchema } from '../inputs/suite.ts';
import { failedTreeSchema, warningSchema } from './build.ts';
import { endingMeanings, endings } from './guest.ts';

export const failureSchema = z.strictObject({
  kind: z
    .string()
    .describe('a name of kinds/failureKinds.ts: `guard-tag`, `fsync-error`, `splat:oops`, `content`, ...'),
  count: z.number().int().describe('how often it was seen; a lower bound where it comes from a log'),
  detail: z.string().describe('what was seen, in words; for a kernel report its title'),
  line: z.string().optional().describe('where in the source the guilty function of a splat stood: mm/gup.c:123'),
});

/** Reports of one title that an entry of the known issues is about: no failure. */
export const knownReportSchema = z.strictObject({
  kind: z.string().describe('the kind that the failure would have: `splat:warning`'),
  title: z.string().describe('the title of the reports'),
  count: z.number().int().positive().describe('how many reports have the title'),
  reason: z.string().describe('why it is no failure, from the entry'),
  link: z.string().describe('where the issue is discussed or tracked, from the entry'),
  where: z.string().describe('where the entry stands: file:line:column'),
  silenced: z
    .array(z.enum(checkers))
    .describe('the checkers of the kernel that report nothing more in this cell after such a report'),
});

export const cellStatuses = ['pass', 'fail', 'refused', 'invalid', 'lost'] as const;
export const cellStatusMeanings =
  'pass: the workload did its work and nothing failed; fail: something failed; refused: the kernel refuses a call of the workload as a matter of policy; invalid: the cell proves nothing, such as without progress or with a need that is not met; lost: the harness or its machine failed';

export const judgedCellSchema = z.strictObject({
  id: z
    .string()
    .describe('the cell, as in plan.json: tree/device/filesystem/workload/seed, and /rN on the native engine'),
  status: z.enum(cellStatuses).describe(cellStatusMeanings),
  ending: z.enum(endings).optional().describe(`${endingMeanings}; absent where no guest ran`),
  failures: z.array(failureSchema).describe('what failed, each kind and detail once'),
  known: z
    .array(knownReportSchema)
    .min(1)
    .optional()
    .describe('kernel reports that the known issues excuse; absent where there are none'),
  reasons: z.array(z.string()).describe('why the cell is invalid, lost or refused, as sentences'),
  refusals: z
    .array(
      z.strictObject({
        call: z.string().describe('the call'),
        error: z.string().describe('the name of its errno'),
      }),
    )
    .describe('calls that the kernel refused as a matter of policy'),
  progress: z.record(z.string(), z.number()).describe('how much work the workload did, by counter'),
  fsync: z
    .strictObject({
      count: z.number().int().describe('how many calls were timed'),
      p50: z.number().describe('the median, in milliseconds'),
      p99: z.number().describe('the 99th percentile, in milliseconds'),
      max: z.number().describe('the longest, in milliseconds'),
    })
    .optional()
    .describe('how long fsync and fdatasync took, in guest time; absent where none was timed'),
  costs: z
    .record(z.string(), z.number().int())
    .optional()
    .describe('instructions by operation; absent where none were counted'),
  stall: z
    .strictObject({
      seconds: z.number().describe('seconds of guest time'),
      call: z.string().describe('the call that waited'),
      ended: z.boolean().describe('whether it returned before the cell ended'),
    })
    .optional()
    .describe('the longest wait of a call while the disk was idle; absent where there was none'),
  wrongIn: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('the comparisons that found wrong bytes: `mapping`, `direct`, `clone`, ...; absent where none did'),
  beside: z
    .array(
      z.strictObject({
        op: z.string().describe('the operation'),
        pinned: z.number().describe('the longest beside a pin, in milliseconds of guest time'),
        unpinned: z.number().describe('the longest without a pin, in milliseconds of guest time'),
      }),
    )
    .min(1)
    .optional()
    .describe('how long operations took beside a pin and without one; absent where nothing was timed so'),
  folder: z.string().describe('the folder of the files of the cell, relative to the folder of the run'),
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
export const verdictWordMeanings =
  'fixed: the candidate passes where the base fails or refuses a call; regressed: the candidate does worse than the base; unchanged-good: both pass; unchanged-bad: both fail, the candidate no worse; refused: the candidate refuses a call; invalid: one of the two proves nothing; inconclusive: one of the two has no result, neither tree boots, or the runs do not suffice to decide';

/** Of the repeats of one cell. */
const sideSchema = z.strictObject({
  failures: z.number().int().describe('runs that fail'),
  runs: z.number().int().describe('runs that pass or fail, of which rates are made'),
  leftOut: z
    .strictObject({
      refused: z.number().int().describe('runs in which a call was refused'),
      invalid: z.number().int().describe('runs that prove nothing'),
      lost: z.number().int().describe('runs without a result'),
    })
    .describe('runs that neither pass nor fail, and are in no rate'),
});

const medianSchema = z.strictObject({
  runs: z.number().int().describe('runs that timed the operation'),
  median: z.number().describe("the median of the runs' own medians, in nanoseconds of guest time"),
});

/** What a verdict of the native engine rests on. */
export const statisticsSchema = z.strictObject({
  base: sideSchema.describe('the runs of the base'),
  candidate: sideSchema.describe('the runs of the candidate'),
  tested: z
    .enum(['more', 'less'])
    .describe('more: tested was that the candidate fails more often than the base; less: that it fails less often'),
  gravity: z
    .enum(gravities)
    .describe('the test counts runs with a failure of this gravity or a graver one, from log, the least, to crash'),
  p: z.number().describe("the probability by Fisher's exact test, one-sided"),
  adjusted: z
    .number()
    .describe("the same after Holm's correction over all tests of this candidate in the same direction"),
  latencies: z
    .array(
      z.strictObject({
        op: z.string().describe('the operation'),
        base: medianSchema.describe('how long it took on the base'),
        candidate: medianSchema.describe('how long it took on the candidate'),
        p: z.number().describe("the probability by Mann-Whitney's test, two-sided, not corrected"),
      }),
    )
    .optional()
    .describe('how long operations took: no part of the verdict; absent where nothing was timed'),
});

export const comparisonSchema = z.strictObject({
  candidate: nameSchema.describe('the candidate'),
  cell: z.string().describe('device/filesystem/workload/seed'),
  base: z.enum(cellStatuses).describe('the status of the cell on the base'),
  candidateStatus: z.enum(cellStatuses).describe('the status of the cell on the candidate'),
  verdict: z.enum(verdictWords).describe(verdictWordMeanings),
  claimed: z.boolean().describe('true where candidate.yaml claims what was seen, so that it is no regression'),
  why: z.string().describe('the reason for the verdict, in words'),
  costs: z
    .array(
      z.strictObject({
        op: z.string().describe('the operation'),
        base: z.number().int().describe('instructions that it takes on the base'),
        candidate: z.number().int().describe('instructions that it takes on the candidate'),
        percent: z.number().describe("the difference, in per cent of the base's"),
        over: z.boolean().describe('whether the difference exceeds the threshold of the suite'),
      }),
    )
    .optional()
    .describe('the cost of each operation that both trees can do; absent where none was measured'),
  statistics: statisticsSchema.optional().describe('the runs on which the verdict rests; native engine only'),
});

/** What became of a claim of a candidate.yaml. */
export const judgedClaimSchema = z.strictObject({
  candidate: nameSchema.describe('the candidate'),
  text: z.string().describe('the claim, in words'),
  outcome: z
    .enum(['confirmed', 'refuted', 'not-tested'])
    .describe(
      'confirmed: every cell that the claim is about agrees; refuted: one does not; not-tested: no cell of the run shows it',
    ),
  why: z.string().describe('the reason for the outcome, in words'),
  cells: z.array(z.string()).describe('the cells that the outcome rests on; of a refuted claim, those that refute it'),
});

/** verdict.json */
export const verdictRecordSchema = z
  .strictObject({
    format: formatSchema('pinproof.verdict/1'),
    unconfined: z
      .string()
      .optional()
      .describe('why trees were built, or guests run, without a sandbox; absent where both were in one'),
    name: nameSchema.describe('the name of the suite'),
    conclusion: z
      .enum(['nothing-regressed', 'regression', 'inconclusive'])
      .describe('the worst of all comparisons, in the order of the exit codes'),
    exitCode: z
      .union([z.literal(0), z.literal(1), z.literal(3)])
      .describe('0: nothing regressed; 1: a regression; 3: inconclusive or invalid'),
    trees: z
      .record(
        nameSchema,
        z.strictObject({
          title: z.string().describe('the title of candidate.yaml; the name where there is none'),
          release: z.string().optional().describe('the kernel release; absent where the tree was not built'),
          failure: failedTreeSchema.optional().describe('why there is no kernel; absent where there is one'),
          addedWarnings: z
            .array(warningSchema)
            .describe(
              'warnings that the base does not have, and options that the series adds and the build leaves off',
            ),
        }),
      )
      .describe('by the id of the tree: `base`, or the name of the candidate'),
    cells: z.array(judgedCellSchema).describe('every cell of the plan'),
    selfCheck: z
      .strictObject({
        cells: z.number().int().describe('cells that were run twice on the deterministic engine'),
        different: z.array(z.string()).describe('the ids of those whose two runs differ'),
      })
      .describe('whether cells repeat byte for byte'),
    exploration: z
      .array(
        z.strictObject({
          cells: z.string().describe('tree/device/filesystem/workload'),
          seeds: z.number().int().describe('how many seeds were run'),
          orders: z.number().int().describe("distinct orders of the workload's events"),
          outcomes: z.number().int().describe('distinct statuses and kinds of failures'),
          rare: z
            .array(
              z.strictObject({
                kinds: z.array(z.string()).describe('kinds of failures'),
                seeds: z.array(z.number().int()).describe('the seeds that show them'),
              }),
            )
            .describe('kinds of failures that only some seeds show'),
        }),
      )
      .describe('what several seeds of the same cell reached'),
    comparisons: z.array(comparisonSchema).describe('every cell of every candidate against the base'),
    claims: z
      .array(judgedClaimSchema)
      .optional()
      .describe('every claim of every candidate; absent in what older versions wrote'),
    known: z
      .array(
        locatedIssueSchema.extend({
          reports: z.number().int().nonnegative().describe('how many kernel reports the entry excused'),
          cells: z.number().int().nonnegative().describe('in how many cells'),
        }),
      )
      .describe('every entry of the known issues and its use'),
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
