import type { Machine } from '../records/inputs/vm.ts';
import type { Accelerator } from '../records/run/guest.ts';
import { treeFiles } from '../store/runFiles.ts';

/**
 * Returns the part of a machine that decides what its guests do, for content keys. It is what vm/machine.yaml held when
 * there was one machine, value for value: the cells and boots that were kept then are found again.
 */
export function machineKey(machine: Machine): unknown {
  const { memory, processors, accelerators, limits } = machine;
  return { memory, processors, accelerators, kernel: kernelWords(machine), limits };
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
