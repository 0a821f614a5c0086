import { z } from 'zod';
import { consoleObservationSchema } from '../run/observation.ts';

/** The first of them: a kernel bug report. */
const [splatSchema] = consoleObservationSchema.options;

/** What `pinproof parse --json` prints. */
export const parsedConsolesSchema = z
  .array(
    z.strictObject({
      /** As it was given; `-` is standard input. */
      file: z.string(),
      /** Kernel bug reports. The text is as the kernel wrote it, escape sequences taken out. */
      reports: z.array(splatSchema.omit({ type: true })),
    }),
  )
  .describe('Kernel bug reports in saved consoles, a member a file');

export type ParsedConsoles = z.infer<typeof parsedConsolesSchema>;
