import { z } from 'zod';
import { engines, nameSchema } from './suite.ts';

/** What must be there for a cell to prove anything; judge/needs.ts says how that is seen. */
export const needSchema = z.enum(['rdma', 'integrity', 'slow-source']);

/** A number within bounds, or one of several words. */
export const parameterSchema = z.union([
  z.strictObject({ default: z.number().int(), min: z.number().int(), max: z.number().int(), help: z.string() }),
  z
    .strictObject({ default: nameSchema, values: z.array(nameSchema).min(2), help: z.string() })
    .refine(({ default: value, values }) => values.includes(value), 'the default is none of the values'),
]);

/** workloads/NAME/workload.yaml */
export const workloadSchema = z
  .strictObject({
    name: nameSchema,
    summary: z.string(),
    description: z.string(),
    needs: z.array(needSchema).default([]),
    engine: z.enum(engines).optional().describe('the only engine on which it says anything'),
    parameters: z.record(z.string(), parameterSchema).default({}),
    progress: z
      .record(z.string(), z.number().positive())
      .describe('counter: least value; a run that has less proves nothing and is invalid'),
    contract: z
      .record(z.string(), z.array(z.string()).min(1))
      .default({})
      .describe('call: the errnos by which a kernel refuses it as a matter of policy'),
    control: z.boolean().default(false).describe('must be clean on every tree'),
  })
  .describe('A workload: what it does and what it must have done to count');

export type Parameter = z.infer<typeof parameterSchema>;
export type Workload = z.infer<typeof workloadSchema>;
