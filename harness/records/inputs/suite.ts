import { z } from 'zod';
import { knownIssuesSchema } from './known.ts';

/** A name that stands in cell ids and folder names. */
export const nameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.+-]*$/, 'a name of lower-case letters, digits, ".", "+" and "-"')
  .max(64);

/** Of a machine: named after an architecture, most have a "_". */
export const machineNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.+-]*$/, 'a name of lower-case letters, digits, ".", "_", "+" and "-"')
  .max(64);

export const parameterValueSchema = z.union([z.number().int(), z.string().regex(/^[\w.:/+-]+$/, 'no spaces')]);

const seriesSchema = z
  .union([z.string().min(1), z.array(z.string().min(1))])
  .describe(
    'a folder of .patch files, a quilt folder or an mbox, relative to the suite; git:REPOSITORY#A..B; pull:REPOSITORY#N; msgid:MESSAGE-ID; several are applied in order',
  );

/** How kernels are configured, beside the fragments of a suite. */
export const flavours = ['plain', 'debug', 'preempt'] as const;
export const flavourMeanings =
  'plain: as distributions configure kernels; debug: KASAN, PROVE_LOCKING, DEBUG_ATOMIC_SLEEP; preempt: a preemptible kernel, in which more orders of events are possible';

export const engines = ['deterministic', 'native'] as const;
export const engineMeanings =
  'deterministic: emulation of one processor that counts instructions; a cell is a function of its seed, and one run of it is enough. native: real parallelism, by KVM or multi-threaded emulation; cells are repeated, and statistics decide';

/**
 * Runs of a cell on the native engine, where a suite does not say. Twenty without a failure rule out, at 95 %, a failure
 * rate above 14 % (judge/statistics/bounds.ts), and five failures of twenty beside none are significant (p = 0.024).
 */
export const defaultRepeats = 20;

export const suiteSchema = z
  .strictObject({
    name: nameSchema.optional().describe('names the run; the file name where absent'),
    base: z
      .strictObject({
        source: z
          .string()
          .min(1)
          .describe('debian:PACKAGE, git:REPOSITORY#REF, a directory or a tarball of a kernel tree'),
        series: seriesSchema
          .optional()
          .describe(
            'patches that belong to the base itself, applied before those of a candidate, in the words of a series',
          ),
      })
      .describe('the tree that candidates are compared with'),
    candidates: z
      .array(
        z.strictObject({
          name: nameSchema.describe('the candidate, as cell ids and reports name it; not `base`'),
          source: z.string().min(1).optional().describe('where the tree comes from; where the base does, if absent'),
          series: seriesSchema
            .optional()
            .describe('comes after the base’s own series; without one, the candidate is its source alone'),
        }),
      )
      .default([])
      .describe('what is compared with the base; none: the base alone is run'),
    machine: machineNameSchema
      .optional()
      .describe('the machine of the guests, a file of vm/machines/ without .yaml; the default one where absent'),
    flavour: z.enum(flavours).default('plain').describe(flavourMeanings),
    engine: z.enum(engines).default('deterministic').describe(engineMeanings),
    repeats: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .optional()
      .describe(`native engine only: how often each cell is run; ${defaultRepeats} where absent`),
    fragments: z.array(z.string()).default([]).describe('further config fragments, relative to the suite'),
    devices: z.array(nameSchema).min(1).default(['dif1-dix1']).describe('disks, by their names in vm/devices.yaml'),
    filesystems: z
      .array(nameSchema)
      .min(1)
      .default(['ext4', 'xfs', 'btrfs'])
      .describe('file systems, by their names in vm/filesystems.yaml'),
    workloads: z
      .array(
        z.union([
          nameSchema,
          z.strictObject({
            name: nameSchema.describe('the workload, a folder of workloads/'),
            parameters: z
              .record(z.string(), parameterValueSchema)
              .default({})
              .describe('values by the names of its parameters; those of workload.yaml where absent'),
          }),
        ]),
      )
      .min(1)
      .describe('programs that each tree runs on each disk and file system: a name, or a name with parameters'),
    thresholds: z
      .strictObject({
        instructions: z
          .number()
          .nonnegative()
          .default(5)
          .describe('per cent by which an operation may take more instructions than with the base'),
      })
      .prefault({})
      .describe('beyond which a difference is a regression'),
    seeds: z
      .array(z.number().int().nonnegative().max(0xffffffff))
      .min(1)
      .default([1])
      .describe('each cell runs once per seed, which chooses its random numbers and its schedule'),
    known: z
      .union([z.string().min(1), knownIssuesSchema])
      .optional()
      .describe(
        'kernel reports that are no failures for a time: a list, or the path of a YAML file, relative to the suite',
      ),
  })
  .describe('What to evaluate: a base tree, candidates, and the cells to run on them');

export type Suite = z.infer<typeof suiteSchema>;
export type Engine = (typeof engines)[number];
export type Flavour = (typeof flavours)[number];
