import { mkdir, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { type CellGuest, cellGuestOf, cellInputsOf } from '../../guest/cellGuest.ts';
import { openCellCheckpoint } from '../../guest/checkpoint/ofCell.ts';
import type { OpenCheckpoint } from '../../guest/checkpoint/store.ts';
import { kernelFile } from '../../guest/machine.ts';
import { qemuVersionOf } from '../../guest/qemu/version.ts';
import { exists } from '../../host/folders.ts';
import { demandSandbox } from '../../host/sandbox/demand.ts';
import type { GuestRecord } from '../../records/run/guest.ts';
import type { PlanCell } from '../../records/run/plan.ts';
import { CellFolder, type Said } from '../../store/cellFolder.ts';
import { runParts, treeFiles } from '../../store/runFiles.ts';
import { RunFolder } from '../../store/runFolder.ts';
import { isRunFolder } from '../../store/runs.ts';
import { machineOf } from '../../suite/catalogue.ts';
import { inputError } from '../../text/errors.ts';
import { suggestion } from '../../text/yaml.ts';
import type { Context } from '../context.ts';
import { seenFrom } from '../session.ts';

/** A cell on the table: how it was, and all that it takes to run it again. */
export interface Replayed {
  context: Context;
  cell: PlanCell;
  recorded: GuestRecord;
  before: Said;
  guest: CellGuest;
  /** Absent where cells run from power-on: on the native engine, and on machines without checkpoints. */
  from: OpenCheckpoint | undefined;
  /** Where it runs now. */
  folder: CellFolder;
}

/**
 * Splits RUN/CELL: the longest part in front that is the folder of a run; `cells/` between them, as in a path, is allowed.
 * @throws input error where no part of it is the folder of a run
 */
export async function splitTarget(target: string): Promise<{ run: RunFolder; id: string }> {
  const parts = target.replace(/\/+$/, '').split(sep);
  for (let length = parts.length - 1; length > 0; length -= 1) {
    const folder = parts.slice(0, length).join(sep) || sep;
    if (!(await isRunFolder(folder))) continue;
    const rest = parts.slice(length);
    return { run: new RunFolder(folder), id: (rest[0] === runParts.cells ? rest.slice(1) : rest).join('/') };
  }
  throw inputError({
    what: 'this is not RUN/CELL: no part of it is the folder of a run',
    where: target,
    todo: 'pinproof replay pinproof-out/latest/base/dif1-dix1/ext4/rdma-write-writeback/1, for one',
  });
}

/**
 * Brings all together that a cell of a run needs to run again.
 * @throws input error where the run has no such cell, has not run it, or no longer has its kernel, image or checkpoint
 */
export async function prepare(context: Context, id: string): Promise<Replayed> {
  const { run, catalogue, cache, tell, signal } = context;
  const plan = await run.get('plan');
  const cell = plan.cells.find((each) => each.id === id);
  if (cell === undefined) {
    const ids = plan.cells.map((each) => each.id);
    throw inputError({ what: `the run has no cell "${id}"`, where: run.path, ...suggestion(id, ids) });
  }
  await demandSandbox(plan.trees);
  const [build, boot] = [await run.get('build'), await run.get('boot')];
  const recorded = await run.cell(cell).guest();
  if (recorded === undefined)
    throw inputError({ what: 'the cell was not run', where: id, todo: `pinproof run ${seenFrom(run.path)} runs it` });
  const machine = machineOf(plan, catalogue);
  const qemuVersion = await qemuVersionOf(machine);
  if (qemuVersion !== recorded.qemu) {
    const text = `the cell ran on QEMU ${recorded.qemu}; this is ${qemuVersion}, and may do otherwise`;
    tell({ type: 'note', text });
  }
  const world = { machine, devices: catalogue.devices, build, boot, qemuVersion };
  const guest = cellGuestOf(cellInputsOf(cell, world), cache, signal);
  // Of a run that was made elsewhere, the run has the kernel.
  for (const [name, file] of [
    ['kernel', kernelFile(machine)],
    ['vmlinux', treeFiles.vmlinux],
  ] as const) {
    const own = join(run.tree(cell.tree), file);
    if (!(await exists(guest[name])) && (await exists(own))) guest[name] = own;
  }
  for (const path of new Set([guest.kernel, guest.vmlinux, guest.image])) {
    if (!(await exists(path)))
      throw inputError({
        what: 'the kernel or the image of the run is no longer in the cache',
        where: path,
        todo: `pinproof build ${seenFrom(run.path)} and pinproof boot ${seenFrom(run.path)} make them again`,
      });
  }
  const from = await openCellCheckpoint(guest, { cache, tell, signal });
  if (from !== undefined && 'guest' in from)
    throw inputError({ what: 'the cell never came to its checkpoint', where: id, todo: 'its console says why' });
  const folder = new CellFolder(run.replayOf(cell));
  await rm(folder.path, { recursive: true, force: true });
  await mkdir(folder.path, { recursive: true });
  return { context, cell, recorded, before: await run.cell(cell).said(), guest, from, folder };
}
