import { z } from 'zod';
import { nameSchema, parameterValueSchema } from './suite.ts';

export const families = ['hold', 'refuse', 'revoke', 'tolerate', 'bounce', 'other'] as const;

const why = z.string().min(1).describe('why that is expected');

/** Which cells of a workload a claim is about. */
const scope = {
  parameters: z
    .record(z.string(), parameterValueSchema)
    .optional()
    .describe('cells with these parameters among theirs; all where absent'),
  filesystems: z.array(nameSchema).min(1).optional().describe('all of the suite where absent'),
  devices: z.array(nameSchema).min(1).optional().describe('all of the suite where absent'),
  why,
};

export const refusalClaimSchema = z.strictObject({
  refuses: z.string().describe('the call that fails under this candidate, by intent'),
  errno: z.string().describe('the name of the errno it fails with, such as EFAULT'),
  workloads: z.array(nameSchema).min(1).describe('the workloads in which that is expected'),
  why,
});

export const passClaimSchema = z.strictObject({
  passes: nameSchema.describe('a workload that passes under this candidate, in every cell that is named'),
  ...scope,
});

export const failureClaimSchema = z.strictObject({
  fails: nameSchema.describe(
    'a workload that fails under this candidate, in every cell that is named: admitted, not excused',
  ),
  ...scope,
});

export const costClaimSchema = z.strictObject({
  costs: z.string().describe('an operation of the workload operation-cost, by its name there'),
  'at-most': z.number().describe('per cent of instructions more than with the base, on any file system'),
  why,
});

export const claimSchema = z.union([refusalClaimSchema, passClaimSchema, failureClaimSchema, costClaimSchema]);

/** candidates/NAME/candidate.yaml: what a series says of itself. */
export const candidateSchema = z
  .strictObject({
    name: nameSchema.describe('the candidate, as suites, cell ids and reports name it'),
    family: z
      .enum(families)
      .describe(
        'hold: pinned pages are not written back or unmapped until they are released; refuse: no long-term pins of file pages; revoke: a pin must be given up on demand; tolerate: pages that change under writeback are coped with; bounce: long-term pins get pages of their own; other: none of these',
      ),
    title: z.string().describe('the heading under which reports show the candidate, one line'),
    idea: z.string().describe('how the series solves the problem, in a few sentences'),
    against: z.string().describe('the base that the series is written against'),
    claims: z
      .array(claimSchema)
      .default([])
      .describe('what the series says will happen; each claim is judged, and what it covers is no regression'),
    admits: z.array(z.string()).default([]).describe('what it does not solve, or breaks'),
    filesystems: z.array(nameSchema).default([]).describe('the file systems for which the series is written'),
  })
  .describe('What a candidate series claims and admits');

export type Candidate = z.infer<typeof candidateSchema>;
export type Claim = z.infer<typeof claimSchema>;
export type RefusalClaim = z.infer<typeof refusalClaimSchema>;
export type CellClaim = z.infer<typeof passClaimSchema> | z.infer<typeof failureClaimSchema>;
export type CostClaim = z.infer<typeof costClaimSchema>;
