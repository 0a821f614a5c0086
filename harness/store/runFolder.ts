import { randomBytes } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { hostFacts, ownVersion } from '../host/facts.ts';
import { contentKey } from '../host/hash.ts';
import type { CellRecord, LostCell } from '../records/run/cell.ts';
import type { Plan } from '../records/run/plan.ts';
import type { RunRecord } from '../records/run/runState.ts';
import type { Shard } from '../records/run/shard.ts';
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

/** A cell by its id, of a plan or not. */
type Cell = Pick<Plan['cells'][number], 'id'>;

/** How a run ended. */
export type RunEnd = Pick<RunRecord, 'state' | 'message'> & { exitCode: number };

/** Which run it is; of an older one, as far as that is known. */
export type RunState = Omit<RunRecord, 'format' | 'pinproof' | 'host'> & Partial<Pick<RunRecord, 'pinproof' | 'host'>>;

/** A planned cell that was run, or is lost. */
export interface KeptCell {
  cell: Plan['cells'][number];
  folder: CellFolder;
  record: CellRecord | LostCell;
}

/** All that a run has. */
export interface RunContents {
  /** Its own path: absolute, without a link. */
  folder: string;
  run: RunState;
  plan: Plan;
  build: RecordOf<'build'> | undefined;
  boot: RecordOf<'boot'> | undefined;
  verdict: RecordOf<'verdict'> | undefined;
  cells: KeptCell[];
}

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

  /** Returns the plan as its file has it: its paths mean the same on another machine. */
  async writtenPlan(): Promise<Plan> {
    return withPaths(await this.get('plan'), (path) => portablePath(path, this.path));
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
  async *cells(): AsyncGenerator<KeptCell> {
    for (const cell of (await this.get('plan')).cells) {
      const folder = this.cell(cell);
      const record = await folder.record();
      if (record !== undefined) yield { cell, folder, record };
    }
  }

  /**
   * Returns which shard the run is: the one that shard.json says, or the one that is given, which is recorded there.
   * @throws input error where it is another one already, or a whole run
   */
  async shard(given: Shard | undefined): Promise<Shard | undefined> {
    const known = await this.find('shard');
    if (given === undefined) return known;
    if (known !== undefined && (known.shard !== given.shard || known.of !== given.of)) {
      throw inputError({ what: `this run is shard ${known.shard}/${known.of} already`, where: this.path });
    }
    if (known === undefined && (await this.find('verdict')) !== undefined) {
      throw inputError({ what: 'this run is judged, as a whole', where: this.path });
    }
    await this.put('shard', given);
    return given;
  }

  /** Records in run.json that the run begins. A run that goes on is the run that it was. */
  async begin(): Promise<void> {
    const known = await this.find('run');
    await this.put('run', {
      format: 'pinproof.run/1',
      id: known?.id ?? randomBytes(6).toString('hex'),
      started: known?.started ?? new Date().toISOString(),
      state: 'begun',
      pinproof: await ownVersion(),
      host: hostFacts(),
      ...(known?.unconfined !== undefined && { unconfined: known.unconfined }),
    });
  }

  /** Records in run.json how the run ended. One without run.json was made by an older pinproof, and gets none. */
  async end(how: RunEnd): Promise<void> {
    const known = await this.find('run');
    if (known === undefined) return;
    const { message: _, ...rest } = known;
    await this.put('run', { ...rest, ended: new Date().toISOString(), ...how });
  }

  /** Records in run.json that guests of the run had no sandbox, and why. */
  async noteUnconfined(unconfined: string): Promise<void> {
    const known = await this.find('run');
    if (known !== undefined) await this.put('run', { ...known, unconfined });
  }

  /** Returns which run this is; of one without run.json, what the folder's name and its records say. */
  async state(): Promise<RunState> {
    const known = await this.find('run');
    if (known !== undefined) {
      const { format: _, ...rest } = known;
      return rest;
    }
    // `latest` is a link: the run has a name of its own.
    const folder = await realpath(this.path);
    const verdict = await this.find('verdict');
    return {
      id: idOfOldRun(folder, await readFile(this.pathOf('plan'), 'utf8')),
      started: timeInName(folder) ?? (await stat(this.pathOf('plan'))).mtime.toISOString(),
      ...(verdict === undefined ? { state: 'begun' } : { state: 'finished', exitCode: verdict.exitCode }),
    };
  }

  /** Returns all that the run has, as far as it got: its records, and those of its cells. */
  async contents(): Promise<RunContents> {
    const plan = await this.get('plan');
    const [build, boot, verdict] = [await this.find('build'), await this.find('boot'), await this.find('verdict')];
    const cells: RunContents['cells'] = [];
    for await (const cell of this.cells()) cells.push(cell);
    return { folder: await realpath(this.path), run: await this.state(), plan, build, boot, verdict, cells };
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
 * Returns the id of a run that has no run.json: an older pinproof made it. The folder's name has the time in it; its place is no
 * part, so that a run which was moved is the same run.
 * @param plan the text of plan.json
 */
export function idOfOldRun(folder: string, plan: string): string {
  return contentKey({ run: basename(folder), plan }).slice(0, 12);
}

/** Returns when a run began, from the name that it gave its folder: `refuse-20261125-150148`; undefined where that has none. */
export function timeInName(folder: string): string | undefined {
  const [, date, time] = /-(\d{8})-(\d{6})(?:-\d+)?$/.exec(basename(folder)) ?? [];
  if (date === undefined || time === undefined) return undefined;
  const [year, month, day] = [date.slice(0, 4), date.slice(4, 6), date.slice(6)];
  const at = new Date(`${year}-${month}-${day}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
