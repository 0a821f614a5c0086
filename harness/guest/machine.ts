import type { Machine } from '../records/inputs/vm.ts';
import type { Accelerator } from '../records/run/guest.ts';
import { treeFiles } from '../store/runFiles.ts';

/**
 * What of a machine no guest notices: which suites get it; how its kernels are built and what goes into its image, which
 * are in the keys of both; and what is read of a guest by gdb, once more.
 */
const unnoticed: readonly (keyof Machine)[] = ['default', 'build', 'libraries', 'debugger', 'reports'];

/**
 * Returns the part of a machine that decides what its guests do, for content keys: its architecture, its QEMU, its
 * hardware, how its guests stop for checkpoints. A field that is added to the schema is part of it unless it is named above.
 */
export function machineKey(machine: Machine): Partial<Machine> {
  return Object.fromEntries(Object.entries(machine).filter(([name]) => !unnoticed.some((each) => each === name)));
}

/** Returns the name of the file that QEMU boots, among the products of a build (store/runFiles.ts). */
export function kernelFile({ build }: Pick<Machine, 'build'>): string {
  return build.image.file === treeFiles.vmlinux ? treeFiles.vmlinux : treeFiles.image;
}

/** Returns the words of a machine on its kernels' command line, the console among them. */
export function kernelWords({ ports, kernel }: Machine): string[] {
  return [`console=${ports.console.device}`, ...kernel];
}

/** Returns how a machine counts instructions. Only for guests of the deterministic engine, which the others do not have. */
export function icountOf({ arch, accelerators }: Machine): NonNullable<Machine['accelerators']['icount']> {
  // A suite that asks for it is refused where it is read (suite/suite.ts).
  if (accelerators.icount === undefined) throw new Error(`the ${arch} machine has no icount`);
  return accelerators.icount;
}

/** Returns how a machine's guests stop for a checkpoint; undefined where their cells run from power-on. */
export function checkpointsOf(machine: Machine, accelerator: Accelerator): Machine['checkpoints'] {
  return accelerator === 'icount' ? machine.checkpoints : undefined;
}
