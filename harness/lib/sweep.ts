import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bury } from './bury.ts';
import { ownerOfTemporary } from './folders.ts';
import { clearLock } from './locks.ts';
import { isAlive } from './owner.ts';
import { removeAll } from './removeAll.ts';

/** Removes what processes that are no more left in a folder: what they had not finished, and their locks. */
export async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (/^(?:.*\.)?lock(?:\.break)*$/.test(name)) await clearLock(join(folder, name));
    const owner = ownerOfTemporary(name);
    if (owner === undefined || isAlive(owner)) continue;
    await bury(owner);
    await removeAll(join(folder, name));
  }
}
