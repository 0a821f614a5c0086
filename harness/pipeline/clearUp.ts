import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { clearWorkTree } from '../compile/trees/workTree.ts';
import { stateName } from '../guest/checkpoint/record.ts';
import { memoryName } from '../guest/qemu/arguments.ts';
import { processOfTemporary } from '../host/folders.ts';
import { isAlive } from '../host/processId.ts';
import { reapAllOrphans } from '../host/reapOrphans.ts';
import { heldLeases } from '../store/cacheLock.ts';
import { clearLock, isDeadLock } from '../store/locks.ts';
import { removeStale } from '../store/removeStale.ts';
import { RunFolder } from '../store/runFolder.ts';
import { isRunFolder } from '../store/runs.ts';

/**
 * Clears up after processes that were killed: first what they had started is ended, then all that they had begun is
 * removed, in the cache and in the folders of runs. What is finished stays.
 * @param runs the folder that holds the runs
 */
export async function clearUp(cache: string, runs: string): Promise<void> {
  await reapAllOrphans();
  await heldLeases(cache);
  await clearWorkTree(cache);
  const folders = await foldersIn(cache);
  const builds = await foldersIn(join(cache, 'builds'));
  for (const folder of [cache, ...folders, ...builds]) await removeStale(folder);
  for (const run of await foldersIn(runs)) {
    if (await isDeadLock(new RunFolder(run).lock)) await clearRun(run);
    // Other folders there are none of ours.
    if (await isRunFolder(run)) await removeStale(run);
  }
  await removeStale(runs);
}

/** Removes from the folder of a run whose process was killed all that no reader wants: the rest is how far it came. */
async function clearRun(run: string): Promise<void> {
  const left = (await readdir(run, { recursive: true, withFileTypes: true })).filter((entry) => {
    const owner = processOfTemporary(entry.name);
    if (owner !== undefined) return !isAlive(owner);
    // Of a guest that was under way. A tree may have such a name, too: then it is that of a folder.
    return !entry.isDirectory() && [stateName, memoryName].includes(entry.name);
  });
  for (const { parentPath, name } of left) await rm(join(parentPath, name), { recursive: true, force: true });
  // Last: until then, the next process does this again.
  await clearLock(new RunFolder(run).lock);
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}
