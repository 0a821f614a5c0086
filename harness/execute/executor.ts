import type { StoredBuild } from '../compile/trees/store.ts';
import type { TreeJob } from '../compile/trees/treeJob.ts';
import type { CellInputs } from '../guest/cellKey.ts';
import type { Machine } from '../records/inputs/vm.ts';
import type { FailedTree } from '../records/run/build.ts';
import type { Accelerator, GuestRecord } from '../records/run/guest.ts';

/** The first boot of a tree: a function of its key. */
export interface BootJob {
  key: string;
  /** For people: the tree's id. */
  subject: string;
  /** Content addresses of the kernel and of the guest image. */
  build: string;
  image: string;
  accelerator: Accelerator;
  machine: Machine;
  qemuVersion: string;
}

/** One cell: a function of its key. */
export interface CellJob {
  /** cellKey() of the inputs. */
  key: string;
  inputs: CellInputs;
  /** Whether it is run twice and compared. */
  twice: boolean;
  /** How its guest ended where it was run before, and is only run again to compare. */
  known?: GuestRecord;
}

/** Cells that are run at one place: they go on from one checkpoint, where there is one. */
export interface CellBatch {
  /** Content address of their checkpoint; absent where guests run from power-on. */
  checkpoint?: string;
  /** In the order in which they are to run. */
  cells: readonly CellJob[];
}

/** What became of a cell: its guest's files are in the folder that was asked for, or it is lost. */
export interface CellResult {
  job: CellJob;
  guest?: GuestRecord;
  /** Why there is nothing, where there is nothing: trouble of the machine that ran it. */
  lost?: string;
}

/**
 * Runs the jobs of an evaluation: here (LocalExecutor), or anywhere else. Jobs are plain JSON and functions of content keys;
 * what they need beside is in the cache, under these keys. Its caller cannot see which executor it is.
 *
 * Each method throws the signal's reason when it is interrupted, and an infrastructure error where its machine cannot do it.
 */
export interface Executor {
  /**
   * Builds a tree, or recalls it. A tree that does not apply, configure or build is a value.
   * @param log where its log goes, where it is built
   * @returns when what was built is in the caller's cache, under its key
   */
  tree(job: TreeJob, log: string): Promise<StoredBuild | FailedTree>;

  /**
   * Boots a tree once to user space and back.
   * @param folder is filled with what the guest leaves
   */
  boot(job: BootJob, folder: string): Promise<GuestRecord>;

  /**
   * Runs the cells of some batches, in an order of its own.
   * @param folderOf returns the folder that is filled with what the guest of a cell leaves
   * @param ended is called, and awaited, as soon as a cell has ended
   */
  cells(
    batches: readonly CellBatch[],
    folderOf: (job: CellJob) => string,
    ended: (result: CellResult) => Promise<void>,
  ): Promise<void>;
}
