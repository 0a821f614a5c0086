import { randomUUID } from 'node:crypto';
import { copyFile, link, mkdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { infrastructureError, type PinproofError } from '../text/errors.ts';
import { processIdPattern, self } from './processId.ts';

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * A path for what is not finished, on the same file system as what it will become. It names its owner, so that a process that
 * comes after a process that was killed knows what it left.
 */
export const temporaryIn = (folder: string, name: string): string => join(folder, `.${self}-${name}.part`);
export const temporaryBeside = (path: string, name: string): string => temporaryIn(dirname(path), name);

/** The owner of what is not finished, by its name; undefined where it is no such name. */
export function processOfTemporary(name: string): string | undefined {
  return new RegExp(`^\\.(${processIdPattern})-.*\\.part$`).exec(name)?.[1];
}

/**
 * Fills a folder that is seen either not at all or whole: `fill` works in a temporary
 * neighbour, which is renamed when it returns. Where the folder is there already, nothing is done.
 * @returns whether it had to be filled
 */
export async function fillFolder(path: string, fill: (temporary: string) => Promise<void>): Promise<boolean> {
  if (await exists(path)) return false;
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryBeside(path, randomUUID());
  await mkdir(temporary);
  try {
    await fill(temporary);
    await rename(temporary, path).catch((error: NodeJS.ErrnoException) => {
      // Another process was first; content addresses make its folder as good as ours.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return true;
}

/** Makes `to` the same file as `from`: a hard link, or a copy where that cannot be. What was there is there until then. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const temporary = temporaryBeside(to, randomUUID());
  try {
    await link(from, temporary).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EXDEV' && error.code !== 'EPERM' && error.code !== 'EMLINK') throw error;
      return copyFile(from, temporary);
    });
    await rename(temporary, to);
  } finally {
    // rename(2) leaves it where both are the same file already.
    await rm(temporary, { force: true });
  }
}

/** Turns the errors of a full or read-only disk into infrastructure errors; returns others as they are. */
export function asDiskError(error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  const words: Record<string, string> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EROFS: 'the file system is read-only',
    EACCES: 'permission denied',
  };
  const what = code === undefined ? undefined : words[code];
  if (what === undefined) return error;
  return infrastructureError({
    what,
    ...(path === undefined ? {} : { where: path }),
    todo: afterDiskTrouble,
    cause: error,
  });
}

const afterDiskTrouble =
  'finished builds and cells are kept: make room (PINPROOF_CACHE names another place), then run the same command';

/** A kernel's link alone writes more than this. */
const leastFree = 16 * 1024 * 1024;

/** Returns the same infrastructure error where a program failed without a message: ccache reports no full disk. */
export async function diskErrorAt(folder: string, least: number = leastFree): Promise<PinproofError | undefined> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= least) return undefined;
  return infrastructureError({ what: 'the disk is full', where: folder, todo: afterDiskTrouble });
}

/**
 * Returns the same infrastructure error from what a program printed when it failed: a full disk is no fault of a tree.
 * @param confined it ran in a sandbox, where nearly everything is read-only by intent
 */
export function diskErrorIn(text: string, confined = false): PinproofError | undefined {
  const words: Record<string, string> = {
    'No space left on device': 'the disk is full',
    'Disk quota exceeded': 'the disk quota is used up',
    'Read-only file system': 'the file system is read-only',
  };
  const [why, printed] =
    /^.*: '?(No space left on device|Disk quota exceeded|Read-only file system)\b.*/m.exec(text) ?? [];
  if (why === undefined || printed === undefined) return undefined;
  if (confined && printed === 'Read-only file system') return undefined;
  return infrastructureError({ what: words[printed] ?? printed, why, todo: afterDiskTrouble });
}
