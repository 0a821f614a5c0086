import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runTreeJob } from '../compile/trees/runTreeJob.ts';
import { cellGuestOf, runCellGuest } from '../guest/cellGuest.ts';
import { openCellCheckpoint } from '../guest/checkpoint/ofCell.ts';
import type { NeverThere } from '../guest/checkpoint/provide.ts';
import type { OpenCheckpoint } from '../guest/checkpoint/store.ts';
import { isKernelsOwn, runGuest } from '../guest/guest.ts';
import { kernelFile } from '../guest/machine.ts';
import { qemuArguments } from '../guest/qemu/arguments.ts';
import type { Tell } from '../records/events.ts';
import type { GuestRecord } from '../records/run/guest.ts';
import { imagePath, kernelPath } from '../store/cachePaths.ts';
import { CellFolder } from '../store/cellFolder.ts';
import { guestName, selfCheckName } from '../store/guestFiles.ts';
import { writeRecord } from '../store/records.ts';
import { PinproofError } from '../text/errors.ts';
import type { BootJob, CellBatch, CellJob, CellResult, Executor } from './executor.ts';
import { pipelined } from './order.ts';
import { inParallel } from './pool.ts';
import { compareRuns } from './selfCheck.ts';

/** The machine on which jobs are run. */
export interface Place {
  cache: string;
  /** Guests at the same time. */
  jobs: number;
  tell: Tell;
  signal?: AbortSignal;
}

type From = OpenCheckpoint | NeverThere | undefined;

/** Runs jobs on this machine, in its cache. */
export class LocalExecutor implements Executor {
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  tree(...[job, log]: Parameters<Executor['tree']>): ReturnType<Executor['tree']> {
    return runTreeJob(job, { ...this.#place, log });
  }

  async boot({ build, image, accelerator, machine, qemuVersion }: BootJob, folder: string): Promise<GuestRecord> {
    const { cache, signal } = this.#place;
    const kernel = kernelPath(cache, build, kernelFile(machine));
    const initramfs = imagePath(cache, image);
    const args = qemuArguments({ accelerator, machine, qemuVersion, kernel, image: initramfs, parameters: {} });
    const { boot: limit, silence } = machine.limits;
    await mkdir(folder, { recursive: true });
    const { program } = machine.qemu;
    const run = { program, accelerator, args, folder, limit, silence, qemuVersion, ...(signal && { signal }) };
    const guest = await runGuest(run);
    await writeRecord(join(folder, guestName), guest);
    return guest;
  }

  async cells(
    batches: readonly CellBatch[],
    folderOf: (job: CellJob) => string,
    ended: (result: CellResult) => Promise<void>,
  ): Promise<void> {
    const shared = batches.map((batch) => ({ batch, checkpoint: new SharedCheckpoint(batch, this.#place) }));
    const steps = shared.map(({ batch, checkpoint }) => ({
      // What goes wrong here goes wrong for each cell that waits for it, and is reported there.
      first: async () => void (await checkpoint.provide().catch(() => {})),
      rest: batch.cells.map((job) => async () => {
        try {
          await ended(await this.#result(job, checkpoint, folderOf(job)));
        } finally {
          await checkpoint.release();
        }
      }),
    }));
    try {
      await inParallel(pipelined(steps), this.#place.jobs, (step) => step());
    } finally {
      // Cells that never came to their turn have not released theirs.
      for (const { checkpoint } of shared) await checkpoint.close();
    }
  }

  async #result(job: CellJob, checkpoint: SharedCheckpoint, path: string): Promise<CellResult> {
    const { tell, signal } = this.#place;
    tell({ type: 'step', stage: 'run', subject: job.inputs.cell.id, text: 'running' });
    try {
      return { job, guest: await this.#run(job, await checkpoint.provide(), new CellFolder(path)) };
    } catch (error) {
      // Trouble of this machine in one cell is no verdict, and no reason to lose the others; an interruption is.
      signal?.throwIfAborted();
      if (!(error instanceof PinproofError) || error.blame !== 'infrastructure') throw error;
      return { job, lost: error.message };
    }
  }

  async #run(job: CellJob, from: From, folder: CellFolder): Promise<GuestRecord> {
    const guest = cellGuestOf(job.inputs, this.#place.cache, this.#place.signal);
    const record = job.known ?? (await runCellGuest(guest, folder.path, from));
    if (job.twice && isKernelsOwn(record)) await this.#runAgain(job, from, folder);
    return record;
  }

  /** Runs a cell once more. What it said is kept only where it differs, beside the first run's. */
  async #runAgain({ inputs }: CellJob, from: From, folder: CellFolder): Promise<void> {
    // A guest that never came to its checkpoint is not asked twice.
    if (from !== undefined && 'guest' in from) return;
    const again = new CellFolder(join(folder.path, 'again'));
    const second = await runCellGuest(cellGuestOf(inputs, this.#place.cache, this.#place.signal), again.path, from);
    if (!isKernelsOwn(second)) return;
    const check = compareRuns(await folder.said(), await again.said());
    await writeRecord(join(folder.path, selfCheckName), check);
    if (check.same) await rm(again.path, { recursive: true });
  }
}

/** A checkpoint that the cells of a batch go on from: provided once, closed when the last of them has ended. */
class SharedCheckpoint {
  readonly #batch: CellBatch;
  readonly #place: Place;
  #left: number;
  #promise: Promise<From> | undefined;

  constructor(batch: CellBatch, place: Place) {
    this.#batch = batch;
    this.#place = place;
    this.#left = batch.cells.length;
  }

  provide(): Promise<From> {
    this.#promise ??= this.#open();
    return this.#promise;
  }

  async #open(): Promise<From> {
    const [first] = this.#batch.cells;
    if (first === undefined || this.#batch.checkpoint === undefined) return undefined;
    const { cache, signal } = this.#place;
    return openCellCheckpoint(cellGuestOf(first.inputs, cache, signal), this.#place);
  }

  async release(): Promise<void> {
    this.#left -= 1;
    if (this.#left === 0) await this.close();
  }

  async close(): Promise<void> {
    const from = await this.#promise?.catch(() => undefined);
    if (from !== undefined && 'close' in from) await from.close();
  }
}
