import { z } from 'zod';
import { nameSchema } from './suite.ts';
import { needSchema } from './workload.ts';

/** One word of a kernel's command line, or of QEMU's. */
const wordSchema = z.string().regex(/^\S+$/, 'one word, without spaces');

/** What only one accelerator gets: arguments of QEMU, and words of the kernel's command line. */
const acceleratorSchema = z.strictObject({ qemu: z.array(wordSchema), kernel: z.array(wordSchema).default([]) });

const shiftSchema = z.number().int().min(0).max(10);

/** A serial port of the guest: the console, the guest's own report, or its trace. */
const portSchema = z.strictObject({
  /** What the guest's kernel calls it: `ttyS1` is /dev/ttyS1. */
  device: z.string().regex(/^\w+$/),
  /** The QEMU device that brings the port; absent where it is the board's next serial port (QEMU's -serial). */
  model: wordSchema.optional(),
});

/** A regular expression. */
const patternSchema = z.string().refine((text) => {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}, 'a regular expression');

/** The name of a register or a flag. */
const registerSchema = z.string().regex(/^\w+$/);

/**
 * vm/machines/NAME.yaml: the guest's hardware and its limits, and all that is particular to its architecture. What a
 * machine cannot do, it does not have: `checkpoints`, `debugger` and `accelerators.icount` are its capabilities.
 */
export const machineSchema = z.strictObject({
  /** As `uname -m` says: kernels and workloads are compiled by the compiler of a host of the same. */
  arch: z.string().regex(/^[a-z0-9_]+$/),
  /** Of one machine: a suite that names none gets it. */
  default: z.boolean().default(false),
  qemu: z.strictObject({
    program: wordSchema,
    /** Of every guest, such as the board. */
    arguments: z.array(wordSchema).default([]),
  }),
  memory: z.string().regex(/^\d+[MG]$/),
  /** How many, where QEMU can: see processorsOf(). */
  processors: z.number().int().min(1),
  accelerators: z.strictObject({
    /** Absent where the machine has no deterministic engine. */
    icount: acceleratorSchema
      .extend({
        /** An instruction takes 2^shift ns: up to the checkpoint, and from it unless a cell's schedule says another. */
        shift: z.strictObject({ boots: shiftSchema, cells: shiftSchema }),
      })
      .optional(),
    mttcg: acceleratorSchema,
    kvm: acceleratorSchema,
  }),
  ports: z.strictObject({ console: portSchema.omit({ model: true }), report: portSchema, trace: portSchema }),
  /** Words of the kernel's command line, behind `console=`. */
  kernel: z.array(wordSchema),
  /** Real seconds. The guest has its own, shorter ones, in guest time (vm/cell): these are for guests that lost their clock. */
  limits: z.strictObject({ cell: z.number(), boot: z.number(), silence: z.number() }),
  /** How QEMU's `info registers -a` shows that the guest stopped itself. Absent: cells run from power-on. */
  checkpoints: z
    .strictObject({
      /** The register that holds the guest's time stamp, in nanoseconds as 16 hexadecimal digits. */
      stamp: registerSchema,
      /** Instructions from the time stamp to the stop. */
      instructions: z.number().int().nonnegative(),
      /** The flag that is 1 where a processor is halted. */
      halted: registerSchema,
    })
    .optional(),
  /** What gdb calls the registers. Absent: `replay --gdb` is refused. */
  debugger: z
    .strictObject({
      pointer: registerSchema.describe('the instruction pointer'),
      argument: registerSchema.describe('holds the first argument of a function'),
      /** Whether QEMU can replay a recorded guest, and so go back. */
      reverse: z.boolean(),
    })
    .optional(),
  /** How the kernel's reports name the instruction that they are about. Absent: such a report has a time only. */
  reports: z
    .strictObject({
      /** What stands before `function+0xOFFSET/0xSIZE`. */
      pointer: patternSchema,
      /** How the instruction of WARN() and BUG() stands in a line `Code: `. */
      trap: patternSchema,
    })
    .optional(),
  /** How kernels are built for it. */
  build: z.strictObject({
    /** What QEMU boots: make's target, and its path below the output folder. vmlinux, which has the symbols, is always built. */
    image: z.strictObject({ target: wordSchema, file: z.string().regex(/^\w[\w./-]*$/) }),
    /** The kernel's folder below arch/ (SRCARCH of its Makefile). */
    srcarch: z.string().regex(/^[a-z0-9_]+$/),
    /** Further arguments of make. */
    make: z.array(wordSchema).default([]),
  }),
  /** The host's folder of shared libraries of this architecture, absolute. */
  libraries: z.string().regex(/^\/\S+$/),
});

/** Values that the guest's scripts read as shell variables. */
const settingsSchema = z.record(
  z.string().regex(/^[a-z][a-z0-9_]*$/),
  z.union([z.number().int(), z.string().regex(/^[^'\n]*$/)]),
);

/** A disk of vm/devices.yaml. */
export const deviceSchema = z.strictObject({
  summary: z.string(),
  kernel: z.array(wordSchema),
  guest: settingsSchema,
  /** What a cell on it must show, whatever the workload: protection that is silently off proves nothing. */
  needs: z.array(needSchema).default([]),
});

/** A file system of vm/filesystems.yaml. */
export const filesystemSchema = z.strictObject({ summary: z.string(), guest: settingsSchema });

/** vm/image.yaml: what is in the guest image beside the project's own scripts and workloads. */
export const imageSchema = z.strictObject({
  /** Programs by name, with the shared libraries they need. */
  programs: z.array(z.string()),
  /** Names that are links to busybox. */
  applets: z.array(z.string()),
  /** Files by absolute path, `*` standing for anything in a name; libraries among them bring theirs. */
  files: z.array(z.string()),
  /** The same, relative to the machine's folder of libraries. */
  libraries: z.array(z.string()),
});

export const devicesSchema = z.record(nameSchema, deviceSchema);
export const filesystemsSchema = z.record(nameSchema, filesystemSchema);

export type Machine = z.infer<typeof machineSchema>;
export type Device = z.infer<typeof deviceSchema>;
export type Filesystem = z.infer<typeof filesystemSchema>;
export type ImageRecipe = z.infer<typeof imageSchema>;
