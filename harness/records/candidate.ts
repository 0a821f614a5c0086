import { z } from 'zod';
import { nameSchema } from './suite.ts';

export const families = ['hold', 'refuse', 'revoke', 'tolerate', 'bounce', 'other'] as const;

export const claimSchema = z.strictObject({
  refuses: z.string().describe('the call that fails under this candidate, by intent'),
  errno: z.string().describe('the name of the errno it fails with, such as EFAULT'),
  workloads: z.array(nameSchema).min(1).describe('the workloads in which that is expected'),
  why: z.string(),
});

/** candidates/NAME/candidate.yaml: what a series says of itself. */
export const candidateSchema = z
  .strictObject({
    name: nameSchema,
    family: z.enum(families),
    title: z.string(),
    idea: z.string(),
    against: z.string().describe('the base that the series is written against'),
    claims: z.array(claimSchema).default([]),
    admits: z.array(z.string()).default([]).describe('what it does not solve, or breaks'),
    filesystems: z.array(nameSchema).default([]),
  })
  .describe('What a candidate series claims and admits');

export type Candidate = z.infer<typeof candidateSchema>;
export type Claim = z.infer<typeof claimSchema>;
