import { z } from 'zod';

/** What b4 review reads of an external check command on its standard output (b4's documentation, "CI check integration"). */
export const checkResultsSchema = z
  .array(
    z.strictObject({
      tool: z.string().describe('the name of the check, the head of a column in b4'),
      status: z.enum(['pass', 'warn', 'fail']).describe('the result of the check'),
      summary: z.string().describe('the result in one line'),
      url: z.string().optional().describe('the address of a page with more; absent where there is none'),
      details: z.string().describe('the result in full, several lines'),
    }),
  )
  .describe('What is known of a patch, or of the series of a cover letter, in the protocol of b4 review');

export type CheckResults = z.infer<typeof checkResultsSchema>;
export type CheckResult = CheckResults[number];
