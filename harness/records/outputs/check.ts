import { z } from 'zod';

/** What b4 review reads of an external check command on its standard output (b4's documentation, "CI check integration"). */
export const checkResultsSchema = z
  .array(
    z.strictObject({
      /** The head of a column. */
      tool: z.string(),
      status: z.enum(['pass', 'warn', 'fail']),
      /** One line. */
      summary: z.string(),
      /** What a maintainer opens in a browser. */
      url: z.string().optional(),
      /** Several lines. */
      details: z.string(),
    }),
  )
  .describe('What is known of a patch, or of the series of a cover letter, in the protocol of b4 review');

export type CheckResults = z.infer<typeof checkResultsSchema>;
export type CheckResult = CheckResults[number];
