import { realpath } from 'node:fs/promises';
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
import type { CellRecord, LostCell } from '../records/run/cell.ts';
import type { CellFolder } from '../store/cellFolder.ts';
import type { RunFolder } from '../store/runFolder.ts';
import { stateOf } from './runState.ts';

/** Puts a run into the history, in place of what it held of it. */
export async function rememberRun(run: RunFolder): Promise<RememberedRun> {
  const remembered = await readRun(run);
  withHistory(databasePath(stateFolder()), (database) => remember(database, remembered));
  return remembered;
}

/** Returns what is new in a run, by the runs before it; undefined where the run is not remembered. */
export async function noveltyIn(folder: RunFolder): Promise<Novelty | undefined> {
  const path = databasePath(stateFolder());
  if (!(await exists(path))) return undefined;
  const { id } = await stateOf(folder);
  return withHistory(path, (database) => {
    const run = recallRun(database, id);
    return run && noveltyOf(run, new Past(database, run));
  });
}

/** Returns what there is to remember of a run, from its records. */
export async function readRun(folder: RunFolder): Promise<RememberedRun> {
  const plan = await folder.get('plan');
  const run = await stateOf(folder);
  const [build, boot] = [await folder.find('build'), await folder.find('boot')];
  const cells: (CellRecord | LostCell)[] = [];
  const said = new Map<string, string>();
  for await (const { cell, folder: cellFolder, record } of folder.cells()) {
    cells.push(record);
    const key = record.format === 'pinproof.cell/1' ? await saidKey(record, cellFolder) : undefined;
    if (key !== undefined) said.set(cell.id, key);
  }
  const verdict =
    run.state === 'finished'
      ? await folder.find('verdict')
      : // Of a run that was cut short: what its cells say, each for itself. It is not written down as a verdict.
        build && judgeRun({ plan, build, boot, cells, place: () => ({ folder: '', repeat: '' }) });
  // `latest` is a link: the run has a name of its own.
  return factsOf({ folder: await realpath(folder.path), run, plan, build, boot, cells, said, verdict });
}

/** The content address of what a guest said, but for the first line of the console, which is ours. */
async function saidKey({ guest }: CellRecord, folder: CellFolder): Promise<string | undefined> {
  // Where time or the machine ended it, another run of the same cell says less, or more.
  if (guest.stopped !== undefined || guest.exitCode !== 0) return undefined;
  const { console, report } = await folder.said();
  return contentKey({ console: console.slice(console.indexOf('\n') + 1), report });
}
