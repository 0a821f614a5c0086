import { z } from 'zod';
import { engines, nameSchema } from './suite.ts';

/** What must be there for a cell to prove anything; judge/needs.ts says how that is seen. */
export const needSchema = z.enum(['rdma', 'integrity', 'slow-source']);

const helpSchema = z.string().describe('what the parameter changes, with its unit, one line');

/** A number within bounds, or one of several words. */
export const parameterSchema = z.union([
  z.strictObject({
    default: z.number().int().describe('the value where a suite sets none'),
    min: z.number().int().describe('the least value that a suite may set'),
    max: z.number().int().describe('the greatest value that a suite may set'),
    help: helpSchema,
  }),
  z
    .strictObject({
      default: nameSchema.describe('the value where a suite sets none, one of `values`'),
      values: z.array(nameSchema).min(2).describe('the words that a suite may choose from'),
      help: helpSchema,
    })
    .refine(({ default: value, values }) => values.includes(value), 'the default is none of the values'),
]);

/** What the guests of a workload have in their image beside what vm/image.yaml gives to all. */
export const ownImageSchema = z.strictObject({
  programs: z.array(z.string()).default([]).describe('programs by name, with the shared libraries they need'),
  selftests: z
    .strictObject({
      source: z.string().describe("the tree that has them, in a suite's words"),
      programs: z
        .array(z.string().regex(/^[a-z0-9_]+\/[a-z0-9_-]+$/))
        .min(1)
        .describe('paths below tools/testing/selftests, without .c'),
    })
    .optional()
    .describe("the kernel's own tests, compiled from the sources of one tree and run on every tree"),
});

/** workloads/NAME/workload.yaml */
export const workloadSchema = z
  .strictObject({
    name: nameSchema.describe('the workload, the same as its folder'),
    summary: z.string().describe('what it does, one line'),
    description: z.string().describe('what it does, why, and what a failure of it means'),
    needs: z
      .array(needSchema)
      .default([])
      .describe(
        'what a guest must show for its cell to count; rdma: an active RDMA link; integrity: a disk with T10 protection information, writes that carry it, and a check of the whole disk at the end; slow-source: a disk whose reads are slow',
      ),
    engine: z.enum(engines).optional().describe('the only engine on which it says anything'),
    parameters: z.record(z.string(), parameterSchema).default({}).describe('what a suite may set, by name'),
    progress: z
      .record(z.string(), z.number().positive())
      .describe('counter: least value; a run that has less proves nothing and is invalid'),
    contract: z
      .record(z.string(), z.array(z.string()).min(1))
      .default({})
      .describe('call: the errnos by which a kernel refuses it as a matter of policy'),
    image: ownImageSchema
      .optional()
      .describe('gives its cells a guest image of their own; the cells of all other workloads keep theirs'),
    control: z.boolean().default(false).describe('must be clean on every tree'),
    drill: z
      .boolean()
      .default(false)
      .describe('fails on every tree, on purpose, so that detectors are seen to work: in no run that does not name it'),
  })
  .describe('A workload: what it does and what it must have done to count');

export type Parameter = z.infer<typeof parameterSchema>;
export type OwnImage = z.infer<typeof ownImageSchema>;
export type Workload = z.infer<typeof workloadSchema>;
