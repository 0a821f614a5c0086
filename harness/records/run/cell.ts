import { z } from 'zod';
import { formatSchema } from '../format.ts';
import { endingMeanings, endings, guestRecordSchema } from './guest.ts';
import { observationSchema } from './observation.ts';
import { planCellSchema } from './plan.ts';
import { selfCheckSchema } from './selfCheck.ts';

/** cell.json: all that is known of one cell, before anyone judges it. */
export const cellRecordSchema = z
  .strictObject({
    format: formatSchema('pinproof.cell/1'),
    key: z
      .string()
      .describe(
        'content address: build, image, machine, device, file system, workload, parameters, seed; native engine: repeat and block, too',
      ),
    reader: z
      .string()
      .optional()
      .describe('the version of the code that read console and report; absent in what older versions wrote'),
    cell: planCellSchema.describe('the cell, as in plan.json'),
    ending: z.enum(endings).describe(endingMeanings),
    guest: guestRecordSchema,
    observations: z
      .array(observationSchema)
      .describe('what the guest reported, in its order, then what was read from the console of its kernel'),
    selfCheck: selfCheckSchema.optional().describe('whether a second run gave the same; absent where there was none'),
  })
  .describe('What was observed in one cell');

export const lostCellSchema = z
  .strictObject({
    format: formatSchema('pinproof.lost-cell/1'),
    cell: planCellSchema.describe('the cell, as in plan.json'),
    message: z.string().describe('what kept the cell from running, in words'),
  })
  .describe('A cell that has no result because the harness or its machine failed');

export type CellRecord = z.infer<typeof cellRecordSchema>;
export type LostCell = z.infer<typeof lostCellSchema>;
