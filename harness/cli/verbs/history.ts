import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { databasePath, withHistory } from '../../history/database.ts';
import { narrow } from '../../history/narrow.ts';
import { resolveRun } from '../../history/resolve.ts';
import { type RunName, recallRun, runNames } from '../../history/store.ts';
import { stateFolder } from '../../host/paths.ts';
import { compareRuns, isWorse } from '../../judge/runs/compareRuns.ts';
import { readRun, rememberRun } from '../../pipeline/remember.ts';
import type { History, RememberedRun } from '../../records/outputs/history.ts';
import { renderComparison } from '../../report/commands/comparison.ts';
import { renderHistory } from '../../report/commands/history.ts';
import { RunFolder } from '../../store/runFolder.ts';
import { findRunFolder, isRunFolder, outputFolder } from '../../store/runs.ts';
import { exitCodes, inputError } from '../../text/errors.ts';
import { abilitiesOf } from '../screen.ts';

export interface HistoryOptions {
  candidate?: string;
  cell?: string;
  json?: boolean;
}

/** The most runs that are shown on a screen. */
const mostShown = 20;

/** `pinproof history`: the runs, the newest first, and what each changed against the one before of its name. */
export function history({ candidate, cell, json = false }: HistoryOptions): void {
  const narrowed = candidate !== undefined || cell !== undefined;
  const { runs, left } = withHistory(databasePath(stateFolder()), (database) =>
    lookBack(runNames(database), json ? Number.POSITIVE_INFINITY : mostShown, (id) =>
      narrow(need(database, id), { candidate, cell }),
    ),
  );
  if (runs.length === 0 && narrowed) {
    throw inputError({
      what: 'no run that is remembered has such a candidate or cell',
      todo: 'pinproof history lists them all; a cell is TREE/DEVICE/FILESYSTEM/WORKLOAD/SEED, * stands for any text',
    });
  }
  const found: History = { format: 'pinproof.history/1', runs };
  if (json) console.log(JSON.stringify(found, null, 2));
  else process.stdout.write(renderHistory(found, { ...abilitiesOf(process.stdout), narrowed, left }));
}

/**
 * The newest runs, each with its changes.
 * @param load gives a run, or undefined where nothing of it is wanted; called for what is shown or compared, and no other
 * @returns also how many runs were left, wanted or not
 */
function lookBack(
  names: readonly RunName[],
  most: number,
  load: (id: string) => RememberedRun | undefined,
): { runs: History['runs']; left: number } {
  const loaded = new Map<string, RememberedRun | undefined>();
  const get = ({ id }: RunName): RememberedRun | undefined => {
    if (!loaded.has(id)) loaded.set(id, load(id));
    return loaded.get(id);
  };
  const before = (index: number): RememberedRun | undefined => {
    const { name } = names[index] as RunName;
    // One that was stopped before its cells has nothing to compare.
    const earlier = names.slice(index + 1).find((each) => each.name === name && (get(each)?.cells.length ?? 0) > 0);
    return earlier && get(earlier);
  };
  const runs: History['runs'] = [];
  for (const [index, each] of names.entries()) {
    if (runs.length >= most) return { runs, left: names.length - index };
    const run = get(each);
    if (run === undefined) continue;
    const earlier = run.cells.length > 0 ? before(index) : undefined;
    runs.push(earlier === undefined ? { run } : { run, changes: compareRuns(earlier, run) });
  }
  return { runs, left: 0 };
}

/** `pinproof history add RUN...`: remembers runs that were made by an older pinproof, or elsewhere. */
export async function historyAdd(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const { id, cells } = await rememberRun(await findRunFolder(folder));
    console.log(`${id}  ${folder}: ${cells.length} cells`);
  }
}

/** `pinproof compare RUN RUN`: how the second differs from the first. Exit code 1 where anything is worse. */
export async function compare(one: string, other: string): Promise<void> {
  const [before, after] = [await findRun(one), await findRun(other)];
  const comparison = compareRuns(before, after);
  process.stdout.write(renderComparison(comparison, { before, after }, abilitiesOf(process.stdout)));
  if (isWorse(comparison)) process.exitCode = exitCodes.regression;
  // Nothing to compare is no evidence that nothing is worse, and neither is a cell that has fallen silent.
  else if (comparison.untold.length > 0 || comparison.compared === 0) process.exitCode = exitCodes.inconclusive;
}

/** A run by its folder, from its records; else from the history, whose folder may be gone. */
async function findRun(word: string): Promise<RememberedRun> {
  if (await isRunFolder(word)) return readRun(new RunFolder(word));
  const runsFolder = await realpath(outputFolder).catch(() => resolve(outputFolder));
  return withHistory(databasePath(stateFolder()), (database) => {
    const { id } = resolveRun(word, runNames(database), runsFolder);
    return need(database, id);
  });
}

function need(database: DatabaseSync, id: string): RememberedRun {
  const run = recallRun(database, id);
  // Nothing removes a run but its successor, in one transaction.
  if (run === undefined) throw new Error(`the history has lost the run ${id}`);
  return run;
}
