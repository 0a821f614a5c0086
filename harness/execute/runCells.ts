import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CellGuest, cellGuestOf, runCellGuest } from '../guest/cellGuest.ts';
import { cellKey, checkpointKey } from '../guest/cellKey.ts';
import { openCellCheckpoint } from '../guest/checkpoint/ofCell.ts';
import type { NeverThere } from '../guest/checkpoint/provide.ts';
import type { OpenCheckpoint } from '../guest/checkpoint/store.ts';
import { isKernelsOwn } from '../guest/guest.ts';
import { checkpointsOf } from '../guest/machine.ts';
import { consoleName, reportName } from '../guest/qemu/arguments.ts';
import { exists, fillFolder, linkOrCopy } from '../host/folders.ts';
import type { Tell } from '../records/events.ts';
import type { Device, Machine } from '../records/inputs/vm.ts';
import type { BootRecord } from '../records/run/boot.ts';
import type { BuildRecord } from '../records/run/build.ts';
import { type GuestRecord, guestRecordSchema } from '../records/run/guest.ts';
import type { Plan, PlanCell } from '../records/run/plan.ts';
import { readRecord, writeRecord } from '../store/records.ts';
import { markUsed } from '../store/retention/folders.ts';
import { PinproofError } from '../text/errors.ts';
import { pipelined } from './order.ts';
import { inParallel } from './pool.ts';
import { compareRuns, type Said, sampleOf } from './selfCheck.ts';

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
  /** Every cell is run twice and compared, not a sample of them. */
  checkAll?: boolean;
  tell: Tell;
  /** Called as soon as a cell is there, recalled ones too; awaited. */
  ended: (cell: RawCell) => Promise<void>;
  signal?: AbortSignal;
}

/** What the guest of a cell left: guest.json, console.log, report.ktap and perhaps self-check.json in the cell's folder. */
export interface RawCell {
  cell: PlanCell;
  key: string;
  folder: string;
  /** Why there is nothing, where there is nothing. */
  lost?: string;
}

/** A cell on its way. */
interface Task {
  cell: PlanCell;
  key: string;
  folder: string;
  guest: CellGuest;
  /** Where it was run before, and is only run again to compare. */
  known: GuestRecord | undefined;
  /** It was run twice then. */
  isChecked: boolean;
}

type From = OpenCheckpoint | NeverThere | undefined;

export const cellFolder = (runFolder: string, cell: PlanCell): string => join(runFolder, 'cells', cell.id);

/**
 * Runs every cell whose tree was built and booted, or recalls it. Each is kept as soon as it ends: an
 * interrupted run goes on where it stopped.
 */
export async function runCells(request: RunRequest): Promise<void> {
  const { plan, boot, jobs, tell, checkAll = false } = request;
  const runnable = plan.cells.filter(({ tree }) => boot.trees[tree]?.ending === 'finished');
  let done = 0;
  const report = async (cell: RawCell, how: { recalled: boolean; seconds?: number }): Promise<void> => {
    await request.ended(cell);
    done += 1;
    const { id } = cell.cell;
    tell({ type: 'progress', stage: 'run', subject: 'cells', done, total: runnable.length, text: id });
    tell({ type: 'done', stage: 'run', subject: id, text: cell.lost ?? 'ran', ...how });
  };
  const tasks: Task[] = [];
  const all: Task[] = [];
  for (const cell of runnable) {
    const task = await taskOf(cell, request);
    all.push(task);
    if (task.known === undefined || (checkAll && boot.accelerator === 'icount')) tasks.push(task);
    else await report(task, { recalled: true, seconds: task.known.seconds });
  }
  const twice =
    boot.accelerator !== 'icount'
      ? new Set<string>()
      : checkAll
        ? new Set(tasks.map(({ key }) => key))
        : sampleOf(
            all.map(({ key, known, isChecked }) => ({ key, state: known && (isChecked ? 'checked' : 'unchecked') })),
          );

  // Without checkpoints nothing is shared, and the order is the plan's: grouped by tree, repeats would not be interleaved.
  const groups = Map.groupBy(tasks, ({ cell, guest }) =>
    checkpointsOf(guest.inputs.machine, boot.accelerator) ? checkpointKey(guest.inputs) : cell.id,
  );
  const providers = [...groups.values()].map((members) => sharedCheckpoint(members, request));
  const steps = providers.map(({ provide, members, release }) => ({
    // What goes wrong here goes wrong for each cell that waits for it, and is told there.
    first: async () => void (await provide().catch(() => {})),
    rest: members.map((task) => async () => {
      tell({ type: 'step', stage: 'run', subject: task.cell.id, text: 'running' });
      try {
        const guest = await runTask(task, await provide(), twice.has(task.key), request);
        await report(task, { recalled: false, seconds: guest.seconds });
      } catch (error) {
        // Trouble of this machine in one cell is no verdict, and no reason to lose the others; an interruption is.
        request.signal?.throwIfAborted();
        if (!(error instanceof PinproofError) || error.blame !== 'infrastructure') throw error;
        await report({ ...task, lost: error.message }, { recalled: false });
      } finally {
        await release();
      }
    }),
  }));
  try {
    await inParallel(pipelined(steps), jobs, (step) => step());
  } finally {
    // Cells that never came to their turn have not released theirs.
    for (const { close } of providers) await close();
  }
}

async function taskOf(cell: PlanCell, request: RunRequest): Promise<Task> {
  const alone = cellGuestOf(cell, request);
  const block = cell.repeat === undefined ? undefined : builtAndBooted(request);
  const guest = block === undefined ? alone : { ...alone, inputs: { ...alone.inputs, block } };
  const [key, folder] = [cellKey(guest.inputs), cellFolder(request.runFolder, cell)];
  await rm(folder, { recursive: true, force: true });
  const known = await recall(storedCell(request.cache, key), folder);
  return { cell, key, folder, guest, known, isChecked: await exists(join(folder, extra)) };
}

/** Keys of the builds that cells are run on, each once. */
function builtAndBooted({ build, boot }: RunRequest): string[] {
  const keys = Object.entries(build.trees).flatMap(([name, tree]) =>
    tree.outcome === 'built' && boot.trees[name]?.ending === 'finished' ? [tree.key] : [],
  );
  return [...new Set(keys)].toSorted();
}

/** A checkpoint that several cells go on from: provided once, closed when the last of them has ended. */
function sharedCheckpoint(members: readonly Task[], request: RunRequest) {
  let left = members.length;
  let promise: Promise<From> | undefined;
  const provide = (): Promise<From> => {
    promise ??= make();
    return promise;
  };
  const make = async (): Promise<From> => {
    const guest = members[0]?.guest;
    return guest && openCellCheckpoint(guest, request);
  };
  const close = async (): Promise<void> => {
    const from = await promise?.catch(() => undefined);
    if (from !== undefined && 'close' in from) await from.close();
  };
  const release = async (): Promise<void> => {
    left -= 1;
    if (left === 0) await close();
  };
  return { members, provide, release, close };
}

async function runTask(task: Task, from: From, twice: boolean, { cache }: RunRequest): Promise<GuestRecord> {
  const { folder, guest } = task;
  const record = task.known ?? (await runCellGuest(guest, folder, from));
  if (twice && isKernelsOwn(record)) await checkAgain(task, from);
  // What a busy machine or QEMU did to a cell, the next run tries again.
  if (isKernelsOwn(record)) await keep(folder, storedCell(cache, task.key));
  return record;
}

/** Runs a cell once more. What it said is kept only where it differs, beside the first run's. */
async function checkAgain({ folder, guest }: Task, from: From): Promise<void> {
  // A guest that never came to its checkpoint is not asked twice.
  if (from !== undefined && 'guest' in from) return;
  const again = join(folder, 'again');
  const second = await runCellGuest(guest, again, from);
  if (!isKernelsOwn(second)) return;
  const check = compareRuns(await saidIn(folder), await saidIn(again));
  await writeRecord(join(folder, 'self-check.json'), check);
  if (check.same) await rm(again, { recursive: true });
}

/** What the guest of a cell left in its folder. */
export async function saidIn(folder: string): Promise<Said> {
  return {
    console: await readFile(join(folder, consoleName), 'latin1'),
    report: await readFile(join(folder, reportName), 'latin1'),
  };
}

const storedCell = (cache: string, key: string): string => join(cache, 'cells', key);
const products = [consoleName, reportName, 'guest.json'];
/** Only where the cell was run twice. */
const extra = 'self-check.json';

async function recall(stored: string, folder: string): Promise<GuestRecord | undefined> {
  const guest = await readRecord(join(stored, 'guest.json'), guestRecordSchema).catch(() => undefined);
  if (guest === undefined) return undefined;
  await markUsed(stored);
  for (const name of products) await linkOrCopy(join(stored, name), join(folder, name));
  if (await exists(join(stored, extra))) await linkOrCopy(join(stored, extra), join(folder, extra));
  return guest;
}

async function keep(folder: string, stored: string): Promise<void> {
  await fillFolder(stored, async (temporary) => {
    for (const name of products) await linkOrCopy(join(folder, name), join(temporary, name));
    // With the rest or not at all: a cell that is recalled is not compared again.
    if (await exists(join(folder, extra))) await linkOrCopy(join(folder, extra), join(temporary, extra));
  });
  // One that had been kept before, and was run again to be compared.
  if (await exists(join(folder, extra))) await linkOrCopy(join(folder, extra), join(stored, extra));
}
