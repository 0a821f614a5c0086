import { contentKey } from '../host/hash.ts';
import type { Device, Machine } from '../records/inputs/vm.ts';
import type { Accelerator } from '../records/run/guest.ts';
import type { PlanCell } from '../records/run/plan.ts';
import { machineKey } from './machine.ts';

/** All that decides what a cell does. Its names for trees do not: two trees with the same bytes share their cells. */
export interface CellInputs {
  /** Key of the build. */
  build: string;
  /** Key of the guest image: workloads, init, file system recipes. */
  image: string;
  accelerator: Accelerator;
  qemuVersion: string;
  /** Key of QEMU's plugin, where it loads one. */
  plugin?: string;
  machine: Machine;
  device: Device;
  cell: PlanCell;
  /**
   * Native engine only: keys of all builds whose runs are interleaved with this one, its own among them. Runs that were
   * made beside other trees, perhaps on another day, were made under other conditions: they are no base for these.
   */
  block?: readonly string[];
}

/**
 * Raised when this code, rather than what is in the inputs, changes what a guest sees or when: its command line, its
 * checkpoint, how it goes on. What was kept before is then another cell.
 */
const way = 3;

/** The content address of a cell. */
export function cellKey({ cell, machine, ...others }: CellInputs): string {
  const world = { ...others, machine: machineKey(machine) };
  const { device, filesystem, workload, parameters, seed, schedule, repeat } = cell;
  // Each repeat is a run of its own.
  const which = repeat === undefined ? {} : { repeat };
  const names = { device, filesystem, workload };
  return contentKey({ way, ...world, names, parameters, seed, schedule, ...which });
}

/** The content address of the checkpoint from which a cell goes on: all of the cell's but what comes in after it. */
export function checkpointKey({ cell, machine, ...others }: CellInputs): string {
  const world = { ...others, machine: machineKey(machine) };
  return contentKey({ checkpoint: way, ...world, names: { device: cell.device, filesystem: cell.filesystem } });
}
