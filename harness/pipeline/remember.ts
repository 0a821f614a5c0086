import { databasePath, withHistory } from '../history/database.ts';
import { factsOf } from '../history/facts.ts';
import { noveltyOf } from '../history/novelty.ts';
import { Past } from '../history/past.ts';
import { recallRun, remember } from '../history/store.ts';
import { exists } from '../host/folders.ts';
import { contentKey } from '../host/hash.ts';
import { stateFolder } from '../host/paths.ts';
import { judgeRun } from '../judge/verdict.ts';
import type { Novelty, RememberedRun } from '../records/outputs/history.ts';
import type { KeptCell, RunContents, RunFolder } from '../store/runFolder.ts';

/** Puts a run into the history, in place of what it held of it. */
export async function rememberRun(run: RunFolder): Promise<RememberedRun> {
  const remembered = await readRun(run);
  withHistory(databasePath(stateFolder()), (database) => remember(database, remembered));
  return remembered;
}

/**
 * Returns what is new in a run, by the runs before it; undefined where the run is not remembered.
 * @param id of the run
 */
export async function noveltyIn(id: string): Promise<Novelty | undefined> {
  const path = databasePath(stateFolder());
  if (!(await exists(path))) return undefined;
  return withHistory(path, (database) => {
    const run = recallRun(database, id);
    return run && noveltyOf(run, new Past(database, run));
  });
}

/** Returns what there is to remember of a run, from its records. */
export async function readRun(run: RunFolder): Promise<RememberedRun> {
  const contents = await run.contents();
  const cells = contents.cells.map(({ record }) => record);
  return factsOf({ ...contents, cells, said: await saidKeys(contents.cells), verdict: verdictOf(contents) });
}

/** Of a run that was cut short: what its cells say, each for itself. It is not written down as a verdict. */
function verdictOf({ run, plan, build, boot, verdict, cells }: RunContents): RunContents['verdict'] {
  if (run.state === 'finished') return verdict;
  const place = () => ({ folder: '', repeat: '' });
  return build && judgeRun({ plan, build, boot, cells: cells.map(({ record }) => record), place });
}

/** The content addresses of what guests said, but for the first line of the console, which is ours; by the id of the cell. */
async function saidKeys(cells: readonly KeptCell[]): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  for (const { cell, record, folder } of cells) {
    // Where time or the machine ended it, another run of the same cell says less, or more.
    if (record.format !== 'pinproof.cell/1' || record.guest.stopped !== undefined || record.guest.exitCode !== 0)
      continue;
    const { console, report } = await folder.said();
    keys.set(cell.id, contentKey({ console: console.slice(console.indexOf('\n') + 1), report }));
  }
  return keys;
}
