import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Device, Machine } from '../records/inputs/vm.ts';
import type { BootRecord } from '../records/run/boot.ts';
import type { BuildRecord } from '../records/run/build.ts';
import type { GuestRecord } from '../records/run/guest.ts';
import type { PlanCell } from '../records/run/plan.ts';
import { imagePath, kernelPath, pluginPath } from '../store/cachePaths.ts';
import { consoleName, guestName, reportName } from '../store/guestFiles.ts';
import { writeRecord } from '../store/records.ts';
import { treeFiles } from '../store/runFiles.ts';
import type { CellInputs } from './cellKey.ts';
import type { CheckpointRequest, NeverThere } from './checkpoint/provide.ts';
import { type Onward, resumeGuest } from './checkpoint/resume.ts';
import type { OpenCheckpoint } from './checkpoint/store.ts';
import type { GuestRun } from './guest.ts';
import { runGuest } from './guest.ts';
import { icountOf, kernelFile } from './machine.ts';
import { type GuestRequest, qemuArguments } from './qemu/arguments.ts';
import { guestCommand } from './qemu/command.ts';

/** What a cell's guest is made of. */
export interface CellGuest {
  inputs: CellInputs;
  /** What QEMU boots. */
  kernel: string;
  /** Has its symbols. */
  vmlinux: string;
  image: string;
  plugin?: string;
  signal?: AbortSignal;
}

/** What the records of a run, and the catalogue, say of all cells. */
export interface CellWorld {
  build: BuildRecord;
  boot: BootRecord;
  machine: Machine;
  devices: Record<string, Device>;
  qemuVersion: string;
}

/** Returns all that decides what a cell does: content addresses and data, and no path of this machine. */
export function cellInputsOf(cell: PlanCell, { build, boot, machine, devices, qemuVersion }: CellWorld): CellInputs {
  const tree = build.trees[cell.tree];
  const device = devices[cell.device];
  // The plan was checked against the catalogue, and only cells of trees that booted come here.
  if (tree?.outcome !== 'built' || device === undefined) throw new Error(`cell ${cell.id} has no tree or device`);
  const { accelerator, pluginKey } = boot;
  const { imageKey } = boot.ownImages?.[cell.workload] ?? boot;
  const emulator = { qemuVersion, ...(pluginKey !== undefined && { plugin: pluginKey }) };
  return { build: tree.key, image: imageKey, accelerator, ...emulator, machine, device, cell };
}

/** Returns the guest of a cell, its files in a cache. */
export function cellGuestOf(inputs: CellInputs, cache: string, signal?: AbortSignal): CellGuest {
  const { build, image, plugin, machine } = inputs;
  return {
    inputs,
    kernel: kernelPath(cache, build, kernelFile(machine)),
    vmlinux: kernelPath(cache, build, treeFiles.vmlinux),
    image: imagePath(cache, image),
    ...(plugin !== undefined && { plugin: pluginPath(cache, plugin) }),
    ...(signal && { signal }),
  };
}

function requestOf({ inputs, kernel, image, plugin }: CellGuest, cell: Record<string, string | number>): GuestRequest {
  const { accelerator, machine, device, qemuVersion } = inputs;
  const { device: name, filesystem } = inputs.cell;
  return {
    accelerator,
    machine,
    qemuVersion,
    device,
    kernel,
    image,
    ...(plugin !== undefined && { plugin }),
    parameters: { prepare: { device: name, filesystem }, cell },
  };
}

/** The words that the guest of a cell reads (vm/cell). */
export function cellWords({ cell }: CellInputs): Record<string, string | number> {
  const { diskDelay, diskRequests } = cell.schedule;
  return {
    workload: cell.workload,
    seed: cell.seed,
    ...cell.parameters,
    ...(diskDelay !== undefined && { 'disk.delay': diskDelay }),
    ...(diskRequests !== undefined && { 'disk.nr_requests': diskRequests }),
  };
}

function runOf({ inputs, signal }: CellGuest): Omit<GuestRun, 'folder' | 'args'> {
  const { accelerator, machine, qemuVersion } = inputs;
  const { cell: limit, silence } = machine.limits;
  return { program: machine.qemu.program, accelerator, limit, silence, qemuVersion, ...(signal && { signal }) };
}

/** The guest that makes the checkpoint of a cell. */
export function checkpointGuest(guest: CellGuest): CheckpointRequest['guest'] {
  return { ...runOf(guest), args: qemuArguments({ ...requestOf(guest, {}), role: 'prepare' }) };
}

/** How a cell's guest is changed by a person who repeats it. */
export interface Repeat {
  /** Further words of the cell, for vm/cell. */
  words?: Record<string, string>;
  traced?: boolean;
  recording?: NonNullable<GuestRequest['recording']>;
  /** Further arguments of QEMU's. */
  args?: readonly string[];
  /** Has the guest to itself before its first instruction, and starts it. */
  loaded?: Parameters<typeof resumeGuest>[3];
  /** Interactive: no time limit, and Ctrl-C goes to the guest. */
  attended?: boolean;
}

/** Runs the guest of a cell into a folder, from its checkpoint if it has one, and keeps how it went as guest.json. */
export async function runCellGuest(
  guest: CellGuest,
  folder: string,
  from: OpenCheckpoint | NeverThere | undefined,
  { words, traced, recording, args = [], loaded, attended }: Repeat = {},
): Promise<GuestRecord> {
  await mkdir(folder, { recursive: true });
  // Only where instructions are counted is it asked how long they take.
  const onward = guest.inputs.accelerator === 'icount' ? onwardOf(guest.inputs) : undefined;
  const request = {
    ...requestOf(guest, { ...cellWords(guest.inputs), ...words }),
    ...(traced && { traced }),
    ...(recording && { recording }),
    ...(onward && { shift: onward.shift }),
  };
  const straight = qemuArguments(request);
  const run = { ...runOf(guest), folder, ...(attended && { limit: aDay, silence: aDay, detached: true }) };
  const record = await ran();
  await writeRecord(join(folder, guestName), record);
  return record;

  async function ran(): Promise<GuestRecord> {
    if (from === undefined || onward === undefined) return runGuest({ ...run, args: straight });
    if ('guest' in from) {
      // Latin-1 is how the console was read: each byte a character.
      await writeFile(join(folder, consoleName), from.console, 'latin1');
      await writeFile(join(folder, reportName), from.report);
      return from.guest;
    }
    const resume = qemuArguments({ ...request, role: 'resume' });
    // For a person, who has no checkpoint: the same cell from power-on.
    const command = guestCommand(run.program, straight);
    return resumeGuest({ ...run, args: [...resume, ...args], command }, from, onward, loaded);
  }
}

/** Real seconds. */
const aDay = 24 * 3600;

function onwardOf(inputs: CellInputs): Onward {
  const { shift = icountOf(inputs.machine).shift.cells, skewNs = 0 } = inputs.cell.schedule;
  return { shift, skewNs };
}
