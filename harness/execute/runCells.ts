import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CellWorld, cellInputsOf } from '../guest/cellGuest.ts';
import { type CellInputs, cellKey, checkpointKey } from '../guest/cellKey.ts';
import { isKernelsOwn } from '../guest/guest.ts';
import { checkpointsOf } from '../guest/machine.ts';
import { exists, fillFolder, linkOrCopy } from '../host/folders.ts';
import type { Tell } from '../records/events.ts';
import { type GuestRecord, guestRecordSchema } from '../records/run/guest.ts';
import type { Plan, PlanCell } from '../records/run/plan.ts';
import type { CellFolder } from '../store/cellFolder.ts';
import { guestName, guestProducts, selfCheckName } from '../store/guestFiles.ts';
import { readRecord } from '../store/records.ts';
import { markUsed } from '../store/retention/folders.ts';
import type { RunFolder } from '../store/runFolder.ts';
import type { CellBatch, CellJob, CellResult, Executor } from './executor.ts';
import { sampleOf } from './selfCheck.ts';

export interface RunRequest extends CellWorld {
  plan: Plan;
  cache: string;
  run: RunFolder;
  /** Every cell is run twice and compared, not a sample of them. */
  checkAll?: boolean;
  executor: Executor;
  tell: Tell;
  /** Is called, and awaited, as soon as a cell is there, recalled ones too. */
  ended: (cell: RawCell) => Promise<void>;
}

/** What the guest of a cell left: guest.json, console.log, report.ktap and perhaps self-check.json in the cell's folder. */
export interface RawCell {
  cell: PlanCell;
  key: string;
  folder: CellFolder;
  /** Why there is nothing, where there is nothing. */
  lost?: string;
}

/** A cell on its way. */
interface Task {
  cell: PlanCell;
  key: string;
  folder: CellFolder;
  inputs: CellInputs;
  /** How it ended, where it was run before. */
  known: GuestRecord | undefined;
  /** It was run twice then. */
  isChecked: boolean;
}

/**
 * Runs every cell whose tree was built and booted, or recalls it. Each is kept as soon as it ends: an
 * interrupted run goes on where it stopped.
 */
export async function runCells(request: RunRequest): Promise<void> {
  const { plan, boot, cache, executor, tell, checkAll = false } = request;
  const exact = boot.accelerator === 'icount';
  const runnable = plan.cells.filter(({ tree }) => boot.trees[tree]?.ending === 'finished');
  let done = 0;
  const report = async (cell: RawCell, how: { recalled: boolean; seconds?: number }): Promise<void> => {
    await request.ended(cell);
    done += 1;
    const { id } = cell.cell;
    tell({ type: 'progress', stage: 'run', subject: 'cells', done, total: runnable.length, text: id });
    tell({ type: 'done', stage: 'run', subject: id, text: cell.lost ?? 'ran', ...how });
  };
  const all: Task[] = [];
  const tasks: Task[] = [];
  for (const cell of runnable) {
    const task = await taskOf(cell, request);
    all.push(task);
    if (task.known === undefined || (checkAll && exact)) tasks.push(task);
    else await report(task, { recalled: true, seconds: task.known.seconds });
  }
  const twice = exact ? checkedTwice(all, checkAll) : new Set<string>();
  const folders = new Map(tasks.map((task) => [task.cell.id, task]));
  const taskFor = ({ inputs }: CellJob): Task => folders.get(inputs.cell.id) as Task;
  await executor.cells(
    batchesOf(tasks, request, twice),
    (job) => taskFor(job).folder.path,
    async ({ job, guest, lost }: CellResult) => {
      const task = taskFor(job);
      // What a busy machine or QEMU did to a cell, the next run tries again.
      if (guest !== undefined && isKernelsOwn(guest)) await keep(task.folder.path, storedCell(cache, task.key));
      if (guest === undefined) await report({ ...task, lost: lost ?? 'it left nothing' }, { recalled: false });
      else await report(task, { recalled: false, seconds: guest.seconds });
    },
  );
}

/** Which cells are run twice: all, or a sample. */
function checkedTwice(all: readonly Task[], checkAll: boolean): ReadonlySet<string> {
  if (checkAll) return new Set(all.map(({ key }) => key));
  return sampleOf(
    all.map(({ key, known, isChecked }) => ({ key, state: known && (isChecked ? 'checked' : 'unchecked') })),
  );
}

/** Cells by their checkpoint. Without checkpoints nothing is shared, and the order is the plan's: else repeats would not be interleaved. */
function batchesOf(tasks: readonly Task[], { machine, boot }: RunRequest, twice: ReadonlySet<string>): CellBatch[] {
  const shared = checkpointsOf(machine, boot.accelerator) !== undefined;
  const groups = Map.groupBy(tasks, ({ cell, inputs }) => (shared ? checkpointKey(inputs) : cell.id));
  return [...groups].map(([checkpoint, members]) => ({
    ...(shared && { checkpoint }),
    cells: members.map(
      ({ key, inputs, known }): CellJob => ({ key, inputs, twice: twice.has(key), ...(known && { known }) }),
    ),
  }));
}

async function taskOf(cell: PlanCell, request: RunRequest): Promise<Task> {
  const alone = cellInputsOf(cell, request);
  const inputs = cell.repeat === undefined ? alone : { ...alone, block: builtAndBooted(request) };
  const [key, folder] = [cellKey(inputs), request.run.cell(cell)];
  folder.forget();
  await rm(folder.path, { recursive: true, force: true });
  const known = await recall(storedCell(request.cache, key), folder.path);
  return { cell, key, folder, inputs, known, isChecked: await exists(join(folder.path, selfCheckName)) };
}

/** Keys of the builds that cells are run on, each once. */
function builtAndBooted({ build, boot }: RunRequest): string[] {
  const keys = Object.entries(build.trees).flatMap(([name, tree]) =>
    tree.outcome === 'built' && boot.trees[name]?.ending === 'finished' ? [tree.key] : [],
  );
  return [...new Set(keys)].toSorted();
}

const storedCell = (cache: string, key: string): string => join(cache, 'cells', key);

async function recall(stored: string, folder: string): Promise<GuestRecord | undefined> {
  const guest = await readRecord(join(stored, guestName), guestRecordSchema).catch(() => undefined);
  if (guest === undefined) return undefined;
  await markUsed(stored);
  for (const name of guestProducts) await linkOrCopy(join(stored, name), join(folder, name));
  if (await exists(join(stored, selfCheckName)))
    await linkOrCopy(join(stored, selfCheckName), join(folder, selfCheckName));
  return guest;
}

async function keep(folder: string, stored: string): Promise<void> {
  const checked = await exists(join(folder, selfCheckName));
  await fillFolder(stored, async (temporary) => {
    for (const name of guestProducts) await linkOrCopy(join(folder, name), join(temporary, name));
    // With the rest or not at all: a cell that is recalled is not compared again.
    if (checked) await linkOrCopy(join(folder, selfCheckName), join(temporary, selfCheckName));
  });
  // One that had been kept before, and was run again to be compared.
  if (checked) await linkOrCopy(join(folder, selfCheckName), join(stored, selfCheckName));
}
