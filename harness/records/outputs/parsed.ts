import { z } from 'zod';
import { consoleObservationSchema } from '../run/observation.ts';

/** The first of them: a kernel bug report. */
const [splatSchema] = consoleObservationSchema.options;

/** What `pinproof parse --json` prints. */
export const parsedConsolesSchema = z
  .array(
    z.strictObject({
      file: z.string().describe('the file as it was named on the command line; `-` is standard input'),
      reports: z
        .array(splatSchema.omit({ type: true }))
        .describe('kernel bug reports in the order of the console; their text is without escape sequences'),
    }),
  )
  .describe('Kernel bug reports in saved consoles, a member a file');

export type ParsedConsoles = z.infer<typeof parsedConsolesSchema>;
