import { z } from 'zod';
import type { ConsoleObservation } from '../run/observation.ts';

type Splat = Extract<ConsoleObservation, { type: 'splat' }>;

/** An entry of a list of known issues: a kernel report that is no failure, for a reason and for a time. */
export const knownIssueSchema = z.strictObject({
  pattern: z
    .string()
    .min(1)
    .optional()
    .describe('regular expression for the whole title of a kernel report; either this or a fingerprint'),
  fingerprint: z
    .string('expected text: put it in quotes')
    .regex(/^[0-9a-f]{12}$/, 'a fingerprint of 12 lower-case hexadecimal digits')
    .optional()
    .describe('the fingerprint of a kernel report, exactly'),
  reason: z.string().trim().min(1, 'say why it is no failure').describe('why the report is no failure'),
  link: z
    .url({ protocol: /^https?$/, error: 'a link, http:// or https://' })
    .describe('where the issue is discussed or tracked'),
  expires: z.iso
    .date('a date that there is, as YYYY-MM-DD')
    .describe('the last day on which the entry holds, in UTC; after it a run fails'),
});

export const knownIssuesSchema = z.array(knownIssueSchema).describe('Kernel reports that are no failures for a time');

/** An entry with the place where it stands: `file:line:column`, which no two entries share. */
export const locatedIssueSchema = knownIssueSchema.extend({
  where: z.string().describe('where the entry stands: file:line:column'),
});

/** The whole title, not a part of it: "WARNING in f" is not to take "WARNING in f_of_another_bug" along. */
export const wholeTitle = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, 'u');

/** Whether an entry is about a report. */
export function isAbout({ pattern, fingerprint }: KnownIssue, splat: Pick<Splat, 'title' | 'fingerprint'>): boolean {
  if (pattern !== undefined) return wholeTitle(pattern).test(splat.title);
  return fingerprint !== undefined && fingerprint === splat.fingerprint;
}

export type KnownIssue = z.infer<typeof knownIssueSchema>;
export type LocatedIssue = z.infer<typeof locatedIssueSchema>;
