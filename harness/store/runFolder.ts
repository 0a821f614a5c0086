import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { exists, temporaryIn } from '../host/folders.ts';
import type { CellRecord, LostCell } from '../records/run/cell.ts';
import type { Plan } from '../records/run/plan.ts';
import { inputError } from '../text/errors.ts';
import { CellFolder } from './cellFolder.ts';
import { pathHere, portablePath, withPaths } from './portable.ts';
import { readRecord, writeRecord, writeWhole } from './records.ts';
import {
  lockFile,
  type RecordName,
  type RecordOf,
  type reportFiles,
  runParts,
  runRecords,
  treeFiles,
} from './runFiles.ts';

/** Where runs go, in the folder where pinproof is called. */
export const outputFolder = 'pinproof-out';

/** A cell by its id, of a plan or not. */
type Cell = Pick<Plan['cells'][number], 'id'>;

/**
 * The folder of a run: which files are in it, and what they hold. A record is read and validated once, and then kept in
 * memory; what is written is kept as well. So each command reads a record at most once, as long as it hands this on.
 */
export class RunFolder {
  /** As it was given; absolute where pinproof made the folder or found it by itself. */
  readonly path: string;
  readonly #records = new Map<RecordName, Promise<unknown>>();
  readonly #cells = new Map<string, CellFolder>();

  constructor(path: string) {
    this.path = path;
  }

  /** The name of the folder, which names the run for people. */
  get name(): string {
    return basename(this.path);
  }

  /**
   * Returns a record, or undefined where the run has none.
   * @throws input error where the file has another shape
   */
  find<Name extends RecordName>(name: Name): Promise<RecordOf<Name> | undefined> {
    const known = this.#records.get(name) ?? this.#read(name);
    this.#records.set(name, known);
    return known as Promise<RecordOf<Name> | undefined>;
  }

  async #read(name: RecordName): Promise<unknown> {
    const record = await readRecord<unknown>(this.pathOf(name), runRecords[name].schema);
    return name === 'plan' && record !== undefined
      ? withPaths(record as Plan, (path) => pathHere(path, this.path))
      : record;
  }

  /** What stands in the file of a record: its paths mean the same on another machine. */
  #portable(name: RecordName, record: unknown): unknown {
    return name === 'plan' ? withPaths(record as Plan, (path) => portablePath(path, this.path)) : record;
  }

  /**
   * Returns a record.
   * @throws input error where the run has none, with the command that makes it
   */
  async get<Name extends RecordName>(name: Name): Promise<RecordOf<Name>> {
    const record = await this.find(name);
    if (record !== undefined) return record;
    const { file, madeBy } = runRecords[name];
    throw inputError({
      what: `this run has no ${file} yet`,
      where: this.pathOf(name),
      todo: `pinproof ${madeBy} makes it`,
    });
  }

  /** Writes a record by rename, and keeps it. */
  async put<Name extends RecordName>(name: Name, record: RecordOf<Name>): Promise<void> {
    await writeRecord(this.pathOf(name), this.#portable(name, record));
    this.#records.set(name, Promise.resolve(record));
  }

  /** Returns whether the run has a record, without reading it. */
  has(name: RecordName): Promise<boolean> {
    return exists(this.pathOf(name));
  }

  /** Returns the plan as its file has it: its paths mean the same on another machine. */
  async writtenPlan(): Promise<Plan> {
    return withPaths(await this.get('plan'), (path) => portablePath(path, this.path));
  }

  /** Returns the bytes of plan.json: of a run without run.json they are its identity. */
  planText(): Promise<string> {
    return readFile(this.pathOf('plan'), 'utf8');
  }

  /** Returns the path of a record. */
  pathOf(name: RecordName): string {
    return join(this.path, runRecords[name].file);
  }

  /** Writes one of the run's reports. */
  putReport(file: (typeof reportFiles)[keyof typeof reportFiles], text: string): Promise<void> {
    return writeWhole(join(this.path, file), text);
  }

  /** Returns the folder of a cell; its record, too, is read once. */
  cell(cell: Cell): CellFolder {
    const known = this.#cells.get(cell.id) ?? new CellFolder(join(this.path, runParts.cells, cell.id));
    this.#cells.set(cell.id, known);
    return known;
  }

  /** Returns the folders of all planned cells that have a record, those of lost cells included, in the plan's order. */
  async *cells(): AsyncGenerator<{
    cell: Plan['cells'][number];
    folder: CellFolder;
    record: CellRecord | LostCell;
  }> {
    for (const cell of (await this.get('plan')).cells) {
      const folder = this.cell(cell);
      const record = await folder.record();
      if (record !== undefined) yield { cell, folder, record };
    }
  }

  /** Returns the path of the folder of a tree: its kernel, configuration, log, and first boot. */
  tree(id: string): string {
    return join(this.path, runParts.trees, id);
  }

  /** Returns the path of the folder in which a tree was booted first. */
  bootOf(id: string): string {
    return join(this.tree(id), treeFiles.boot);
  }

  /** Returns the path of the folder in which a cell is run again by `replay`. */
  replayOf(cell: Cell): string {
    return join(this.path, runParts.replays, cell.id);
  }

  /** Returns the folder of a step of a bisection, which is the folder of a run. */
  step(patches: number): RunFolder {
    return new RunFolder(join(this.path, runParts.steps, String(patches)));
  }

  /** Returns the folder of a run in this one, as programs with several plans have them. */
  part(name: string): RunFolder {
    return new RunFolder(join(this.path, name));
  }

  /** Returns the path of the file that says which process works on the run. */
  get lock(): string {
    return join(this.path, lockFile);
  }
}

/**
 * Makes a folder for a new run, and points `latest` at it.
 * @param plan is in it from the beginning, where it is given
 */
export async function newRunFolder(
  name: string,
  at: Date,
  plan?: Plan,
  parent: string = outputFolder,
): Promise<RunFolder> {
  const stamp = at.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  await mkdir(parent, { recursive: true });
  const temporary = temporaryIn(resolve(parent), randomUUID());
  const link = temporaryIn(resolve(parent), randomUUID());
  try {
    // Beside the folder that it becomes: relative paths in it stay right.
    if (plan !== undefined) await new RunFolder(temporary).put('plan', plan);
    // A folder with something in it is no place to rename to.
    const take = (path: string) => (plan === undefined ? mkdir(path) : rename(temporary, path));
    const folder = await firstFree(resolve(parent, `${name}-${stamp}`), take);
    // By rename: two runs may begin at the same time.
    await symlink(basename(folder), link);
    await rename(link, join(parent, 'latest'));
    return new RunFolder(folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
    await rm(link, { force: true });
  }
}

async function firstFree(path: string, take: (path: string) => Promise<void>): Promise<string> {
  for (let count = 1; ; count += 1) {
    const folder = count === 1 ? path : `${path}-${count}`;
    try {
      await take(folder);
      return folder;
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

/**
 * Finds the run that a command means: the one named, or the latest.
 * @throws input error where there is none
 */
export async function findRunFolder(named: string | undefined): Promise<RunFolder> {
  const folder = named ?? join(outputFolder, 'latest');
  if (await isRunFolder(folder)) {
    const target = named === undefined ? await readlink(folder).catch(() => undefined) : undefined;
    return new RunFolder(resolve(target === undefined ? folder : join(outputFolder, target)));
  }
  throw inputError({
    what: named === undefined ? 'there is no run here yet' : 'this is not the folder of a run: it has no plan.json',
    where: folder,
    todo: 'pinproof run SUITE.yaml makes one, and pinproof plan SUITE.yaml makes one without running it',
  });
}

/** Returns true where a path is the folder of a run: it has a plan. */
export const isRunFolder = (path: string): Promise<boolean> => exists(join(path, runRecords.plan.file));

/** Returns true where a command's argument names a folder, and so a run rather than a suite. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** Returns when a run began, from the name that it gave its folder: `refuse-20261125-150148`; undefined where that has none. */
export function timeInName(folder: string): string | undefined {
  const [, date, time] = /-(\d{8})-(\d{6})(?:-\d+)?$/.exec(basename(folder)) ?? [];
  if (date === undefined || time === undefined) return undefined;
  const [year, month, day] = [date.slice(0, 4), date.slice(4, 6), date.slice(6)];
  const at = new Date(`${year}-${month}-${day}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
