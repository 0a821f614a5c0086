import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { processOfTemporary } from '../host/folders.ts';
import { isAlive } from '../host/processId.ts';
import { reapOrphans } from '../host/reapOrphans.ts';
import { removeAll } from '../host/removeAll.ts';
import { clearLock } from './locks.ts';

/** Removes what processes that are no more left in a folder: what they had not finished, and their locks. */
export async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (/^(?:.*\.)?lock(?:\.break)*$/.test(name)) await clearLock(join(folder, name));
    const owner = processOfTemporary(name);
    if (owner === undefined || isAlive(owner)) continue;
    await reapOrphans(owner);
    await removeAll(join(folder, name));
  }
}
