import { mkdir, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { cellFolder, saidIn } from '../../execute/runCells.ts';
import type { Said } from '../../execute/selfCheck.ts';
import { type CellGuest, cellGuestOf } from '../../guest/cellGuest.ts';
import { openCellCheckpoint } from '../../guest/checkpoint/ofCell.ts';
import type { OpenCheckpoint } from '../../guest/checkpoint/store.ts';
import { qemuVersionOf } from '../../guest/qemu/version.ts';
import { exists } from '../../host/folders.ts';
import { demandSandbox } from '../../host/sandbox/demand.ts';
import { type GuestRecord, guestRecordSchema } from '../../records/run/guest.ts';
import type { PlanCell } from '../../records/run/plan.ts';
import { readRecord } from '../../store/records.ts';
import { machineOf } from '../../suite/catalogue.ts';
import { inputError } from '../../text/errors.ts';
import { suggestion } from '../../text/yaml.ts';
import type { Context } from '../context.ts';
import { bootOfRun, buildOfRun, planOfRun, seenFrom } from '../stages.ts';

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
  folder: string;
}

/** RUN/CELL: the longest part in front that is the folder of a run; `cells/` between them, as in a path, is allowed. */
export async function splitTarget(target: string): Promise<{ runFolder: string; id: string }> {
  const parts = target.replace(/\/+$/, '').split(sep);
  for (let length = parts.length - 1; length > 0; length -= 1) {
    const folder = parts.slice(0, length).join(sep) || sep;
    if (!(await exists(join(folder, 'plan.json')))) continue;
    const rest = parts.slice(length);
    return { runFolder: folder, id: (rest[0] === 'cells' ? rest.slice(1) : rest).join('/') };
  }
  throw inputError({
    what: 'this is not RUN/CELL: no part of it is the folder of a run',
    where: target,
    todo: 'pinproof replay pinproof-out/latest/base/dif1-dix1/ext4/rdma-write-writeback/1, for one',
  });
}

/** Brings all together that a cell of a run needs to run again. */
export async function prepare(context: Context, id: string): Promise<Replayed> {
  const { runFolder, catalogue, cache, tell, signal } = context;
  const plan = await planOfRun(context);
  const cell = plan.cells.find((each) => each.id === id);
  if (cell === undefined) {
    const ids = plan.cells.map((each) => each.id);
    throw inputError({ what: `the run has no cell "${id}"`, where: runFolder, ...suggestion(id, ids) });
  }
  await demandSandbox(plan.trees);
  const [build, boot] = [await buildOfRun(context), await bootOfRun(context)];
  const recorded = await readRecord(join(cellFolder(runFolder, cell), 'guest.json'), guestRecordSchema);
  if (recorded === undefined)
    throw inputError({ what: 'the cell was not run', where: id, todo: `pinproof run ${seenFrom(runFolder)} runs it` });
  const machine = machineOf(plan, catalogue);
  const qemuVersion = await qemuVersionOf(machine);
  if (qemuVersion !== recorded.qemu)
    console.error(`pinproof: the cell ran on QEMU ${recorded.qemu}; this is ${qemuVersion}, and may do otherwise`);
  const guest = cellGuestOf(cell, { machine, devices: catalogue.devices, build, boot, qemuVersion, signal });
  for (const path of new Set([guest.kernel, guest.vmlinux, guest.image])) {
    if (!(await exists(path)))
      throw inputError({
        what: 'the kernel or the image of the run is no longer in the cache',
        where: path,
        todo: `pinproof build ${seenFrom(runFolder)} and pinproof boot ${seenFrom(runFolder)} make them again`,
      });
  }
  const from = await openCellCheckpoint(guest, { cache, tell, signal });
  if (from !== undefined && 'guest' in from)
    throw inputError({ what: 'the cell never came to its checkpoint', where: id, todo: 'its console says why' });
  const folder = join(runFolder, 'replays', cell.id);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return { context, cell, recorded, before: await saidIn(cellFolder(runFolder, cell)), guest, from, folder };
}
