import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PinproofError } from '../lib/errors.ts';
import type { Tell } from '../lib/events.ts';
import { fillFolder, linkOrCopy, sweep } from '../lib/folders.ts';
import { isKernelsOwn, runGuest } from '../lib/guest/guest.ts';
import { consoleName, qemuArguments, reportName } from '../lib/guest/qemuArguments.ts';
import { readRecord, writeRecord } from '../lib/records.ts';
import type { BootRecord } from '../records/boot.ts';
import type { BuildRecord } from '../records/build.ts';
import { type GuestRecord, guestRecordSchema } from '../records/guest.ts';
import type { Plan, PlanCell } from '../records/plan.ts';
import type { Device, Machine } from '../records/vm.ts';
import { type CellInputs, cellKey } from './cellKey.ts';
import { inParallel } from './schedule.ts';

export interface RunRequest {
  plan: Plan;
  build: BuildRecord;
  boot: BootRecord;
  machine: Machine;
  devices: Record<string, Device>;
  qemuVersion: string;
  cache: string;
  runFolder: string;
  jobs: number;
  tell: Tell;
  /** Called as soon as a cell is there, recalled ones too; awaited. */
  ended: (cell: RawCell) => Promise<void>;
  signal?: AbortSignal;
}

/** What the guest of a cell left: guest.json, console.log and report.ktap in the cell's folder of the run. */
export interface RawCell {
  cell: PlanCell;
  key: string;
  folder: string;
  /** Why there is nothing, where there is nothing. */
  lost?: string;
}

export const cellFolder = (runFolder: string, cell: PlanCell): string => join(runFolder, 'cells', cell.id);

/**
 * Runs every cell whose tree was built and booted, or recalls it. Each is kept as soon as it ends: an
 * interrupted run goes on where it stopped.
 */
export async function runCells(request: RunRequest): Promise<void> {
  const { plan, jobs, tell, cache } = request;
  await sweep(join(cache, 'cells'));
  const runnable = plan.cells.filter(({ tree }) => request.boot.trees[tree]?.ending === 'finished');
  let done = 0;
  await inParallel(runnable, jobs, async (cell) => {
    tell({ type: 'step', stage: 'run', subject: cell.id, text: 'running' });
    const { recalled, guest, ...one } = await runOrRecall(cell, request);
    await request.ended(one);
    done += 1;
    tell({ type: 'progress', stage: 'run', subject: 'cells', done, total: runnable.length, text: cell.id });
    const text = one.lost ?? 'ran';
    tell({ type: 'done', stage: 'run', subject: cell.id, text, recalled, ...(guest && { seconds: guest.seconds }) });
  });
}

async function runOrRecall(
  cell: PlanCell,
  request: RunRequest,
): Promise<RawCell & { recalled: boolean; guest?: GuestRecord }> {
  const { cache, runFolder, signal } = request;
  const folder = cellFolder(runFolder, cell);
  const inputs = inputsOf(cell, request);
  const key = cellKey(inputs);
  const stored = join(cache, 'cells', key);
  try {
    await rm(folder, { recursive: true, force: true });
    const known = await recall(stored, folder);
    if (known !== undefined) return { cell, key, folder, recalled: true, guest: known };
    await mkdir(folder, { recursive: true });
    const guest = await runCell(folder, inputs, request);
    // What a busy machine or QEMU did to a cell, the next run tries again.
    if (isKernelsOwn(guest)) await keep(folder, stored);
    return { cell, key, folder, recalled: false, guest };
  } catch (error) {
    // Trouble of this machine in one cell is no verdict, and no reason to lose the others; an interruption is.
    signal?.throwIfAborted();
    if (!(error instanceof PinproofError) || error.blame !== 'infrastructure') throw error;
    return { cell, key, folder, recalled: false, lost: error.message };
  }
}

const products = [consoleName, reportName, 'guest.json'];

async function recall(stored: string, folder: string): Promise<GuestRecord | undefined> {
  const guest = await readRecord(join(stored, 'guest.json'), guestRecordSchema).catch(() => undefined);
  if (guest === undefined) return undefined;
  for (const name of products) await linkOrCopy(join(stored, name), join(folder, name));
  return guest;
}

async function keep(folder: string, stored: string): Promise<void> {
  await fillFolder(stored, async (temporary) => {
    for (const name of products) await linkOrCopy(join(folder, name), join(temporary, name));
  });
}

function inputsOf(cell: PlanCell, { build, boot, machine, devices, qemuVersion }: RunRequest): CellInputs {
  const tree = build.trees[cell.tree];
  const device = devices[cell.device];
  // The plan was checked against the catalogue, and only trees that booted come here.
  if (tree?.outcome !== 'built' || device === undefined) throw new Error(`cell ${cell.id} has no tree or device`);
  return { build: tree.key, image: boot.imageKey, accelerator: boot.accelerator, qemuVersion, machine, device, cell };
}

async function runCell(folder: string, inputs: CellInputs, request: RunRequest): Promise<GuestRecord> {
  const { accelerator, machine, device, cell, qemuVersion } = inputs;
  const tree = request.build.trees[cell.tree];
  if (tree?.outcome !== 'built') throw new Error(`cell ${cell.id} has no tree`);
  const args = qemuArguments({
    accelerator,
    machine,
    device,
    vmlinux: tree.vmlinux,
    image: request.boot.image,
    parameters: {
      prepare: { device: cell.device, filesystem: cell.filesystem },
      cell: { workload: cell.workload, seed: cell.seed, ...cell.parameters },
    },
  });
  const { cell: limit, silence } = machine.limits;
  const { signal } = request;
  const guest = await runGuest({ accelerator, args, folder, limit, silence, qemuVersion, ...(signal && { signal }) });
  await writeRecord(join(folder, 'guest.json'), guest);
  return guest;
}
