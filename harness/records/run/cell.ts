import { z } from 'zod';
import { endings, guestRecordSchema } from './guest.ts';
import { observationSchema } from './observation.ts';
import { planCellSchema } from './plan.ts';
import { selfCheckSchema } from './selfCheck.ts';

/** cell.json: all that is known of one cell, before anyone judges it. */
export const cellRecordSchema = z
  .strictObject({
    format: z.literal('pinproof.cell/1'),
    /** Content address: build, image, machine, device, filesystem, workload, parameters, seed; native engine: repeat, block. */
    key: z.string(),
    reader: z
      .string()
      .optional()
      .describe('version of what read the console and the report; absent in what older versions wrote'),
    cell: planCellSchema,
    ending: z.enum(endings),
    guest: guestRecordSchema,
    observations: z.array(observationSchema),
    /** Where the cell was run twice. */
    selfCheck: selfCheckSchema.optional(),
  })
  .describe('What was observed in one cell');

/** Trouble of ours kept this cell from giving facts. */
export const lostCellSchema = z.strictObject({
  format: z.literal('pinproof.lost-cell/1'),
  cell: planCellSchema,
  message: z.string(),
});

export type CellRecord = z.infer<typeof cellRecordSchema>;
export type LostCell = z.infer<typeof lostCellSchema>;
