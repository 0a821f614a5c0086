import { z } from 'zod';
import { nameSchema } from './suite.ts';
import { needSchema } from './workload.ts';

/** One word of a kernel's command line, or of QEMU's. */
const wordSchema = z.string().regex(/^\S+$/, 'one word, without spaces');

/** What guests get on one accelerator only. */
const acceleratorSchema = z.strictObject({
  qemu: z.array(wordSchema).describe('arguments of QEMU'),
  kernel: z.array(wordSchema).default([]).describe("words of the kernel's command line"),
});

const shiftSchema = z.number().int().min(0).max(10);

/** vm/machine.yaml: the guest's hardware and its limits. */
export const machineSchema = z.strictObject({
  memory: z
    .string()
    .regex(/^\d+[MG]$/)
    .describe("the guest's memory, in MiB or GiB"),
  processors: z
    .number()
    .int()
    .min(1)
    .describe('how many, where the accelerator can have more than one: see processorsOf()'),
  accelerators: z.strictObject({
    icount: acceleratorSchema.extend({
      /** An instruction takes 2^shift ns: up to the checkpoint, and from it unless a cell's schedule says another. */
      shift: z.strictObject({ boots: shiftSchema, cells: shiftSchema }),
    }),
    mttcg: acceleratorSchema,
    kvm: acceleratorSchema,
  }),
  kernel: z.array(wordSchema).describe("words of the kernel's command line"),
  /** Real seconds. The guest has its own, shorter ones, in guest time (vm/cell): these are for guests that lost their clock. */
  limits: z.strictObject({
    cell: z.number().describe('the longest that a cell may take'),
    boot: z.number().describe('the longest that a boot may take'),
    silence: z.number().describe('the longest that a console may stay empty'),
  }),
});

/** Values that the guest's scripts read as shell variables. */
const settingsSchema = z.record(
  z.string().regex(/^[a-z][a-z0-9_]*$/),
  z.union([z.number().int(), z.string().regex(/^[^'\n]*$/)]),
);

/** A disk of vm/devices.yaml. */
export const deviceSchema = z.strictObject({
  summary: z.string().describe('what it is, one line'),
  kernel: z.array(wordSchema).describe("words of the kernel's command line"),
  guest: settingsSchema,
  needs: z
    .array(needSchema)
    .default([])
    .describe('what a cell on it must show, whatever the workload: protection that is silently off proves nothing'),
});

/** A file system of vm/filesystems.yaml. */
export const filesystemSchema = z.strictObject({ summary: z.string(), guest: settingsSchema });

/** vm/image.yaml: what is in the guest image beside the project's own scripts and workloads. */
export const imageSchema = z.strictObject({
  programs: z.array(z.string()).describe('programs by name, with the shared libraries they need'),
  applets: z.array(z.string()).describe('names that are links to busybox'),
  files: z
    .array(z.string())
    .describe('files by absolute path; `*` stands for anything in a name; libraries among them bring theirs'),
});

export const devicesSchema = z.record(nameSchema, deviceSchema);
export const filesystemsSchema = z.record(nameSchema, filesystemSchema);

export type Machine = z.infer<typeof machineSchema>;
export type Device = z.infer<typeof deviceSchema>;
export type Filesystem = z.infer<typeof filesystemSchema>;
export type ImageRecipe = z.infer<typeof imageSchema>;
