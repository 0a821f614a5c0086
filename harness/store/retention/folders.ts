import { randomUUID } from 'node:crypto';
import { lstat, readdir, rename, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryIn } from '../../host/folders.ts';
import { removeAll } from '../../host/removeAll.ts';
import type { Entry } from './surplus.ts';

/**
 * Marks a kept folder as used now. One that was removed meanwhile, belongs to another user, or is on a read-only disk is
 * ignored.
 */
export async function markUsed(folder: string): Promise<void> {
  const now = new Date();
  await utimes(folder, now, now).catch((error: NodeJS.ErrnoException) => {
    if (!['ENOENT', 'EPERM', 'EACCES', 'EROFS'].includes(error.code ?? '')) throw error;
  });
}

/**
 * The folders in a folder: finished ones, no links, in no order.
 * @param measure whether their files are looked at; else they have no bytes and share nothing
 */
export async function entriesIn(parent: string, measure: boolean): Promise<Entry[]> {
  const members = await readdir(parent, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const entries: Entry[] = [];
  for (const member of members) {
    if (!member.isDirectory() || member.name.startsWith('.')) continue;
    const folder = join(parent, member.name);
    try {
      const used = (await stat(folder)).mtimeMs;
      entries.push({ name: member.name, used, ...(measure ? await sizeOf(folder) : { bytes: 0, shared: false }) });
    } catch (error) {
      // Removed meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return entries;
}

/** What the removal of a folder would free: files that are elsewhere too free nothing. On disk: holes take no room. */
export async function sizeOf(folder: string): Promise<Pick<Entry, 'bytes' | 'shared'>> {
  const links = new Map<string, { inside: number; all: number; bytes: number }>();
  let folders = 0;
  const members = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const member of members) {
    const { dev, ino, nlink, blocks } = await lstat(join(member.parentPath, member.name));
    if (member.isDirectory()) folders += blocks * 512;
    else {
      const known = links.get(`${dev} ${ino}`) ?? { inside: 0, all: nlink, bytes: blocks * 512 };
      links.set(`${dev} ${ino}`, { ...known, inside: known.inside + 1 });
    }
  }
  const files = [...links.values()];
  const own = files.filter(({ inside, all }) => inside >= all);
  return { bytes: own.reduce((sum, { bytes }) => sum + bytes, folders), shared: own.length < files.length };
}

/** Removes a folder. Aside first: one that is half removed must be of no use to anyone. */
export async function removeFolder(parent: string, name: string): Promise<void> {
  const aside = temporaryIn(parent, `${name}-${randomUUID()}`);
  try {
    await rename(join(parent, name), aside);
  } catch (error) {
    // Another process was first.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  await removeAll(aside);
}
