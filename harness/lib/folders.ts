import { randomUUID } from 'node:crypto';
import { copyFile, link, mkdir, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { infrastructureError, type PinproofError } from './errors.ts';

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * Fills a folder that is seen either not at all or whole: `fill` works in a temporary
 * neighbour, which is renamed when it returns. Where the folder is there already, nothing is done.
 * @returns whether it had to be filled
 */
export async function fillFolder(path: string, fill: (temporary: string) => Promise<void>): Promise<boolean> {
  if (await exists(path)) return false;
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${process.pid}-${randomUUID()}.part`);
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

/** Removes what processes that are no more left half-written in a folder. */
export async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const pid = /^\.(\d+)-.*\.part$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Makes `to` the same file as `from`: a hard link, or a copy where that cannot be. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await rm(to, { force: true });
  await link(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EXDEV' && error.code !== 'EPERM' && error.code !== 'EMLINK') throw error;
    return copyFile(from, to);
  });
}

/**
 * Holds a lock file while `work` runs. The file names the process that holds it;
 * one that is no more is pushed aside.
 * @param waiting told once, with the pid, when another process holds it
 */
export async function withLock<T>(
  path: string,
  waiting: (pid: number) => void,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  let told = false;
  for (;;) {
    signal?.throwIfAborted();
    if (await takeLock(path)) break;
    const holder = await holderOf(path);
    // Released since, or left by a process that is no more.
    if (holder === undefined || !isAlive(holder)) {
      await breakLock(path, holder);
      continue;
    }
    if (!told) waiting(holder);
    told = true;
    // There is no event for another process's end; half a second is nothing beside a build.
    await sleep(500, undefined, signal === undefined ? {} : { signal });
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** By link: a lock is there with its pid, or not at all. */
async function takeLock(path: string): Promise<boolean> {
  const own = `${path}.${process.pid}-${randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

async function holderOf(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number(text);
}

/** Removes the lock of a dead holder. Another waiter may have broken and taken it since: then it is put back. */
async function breakLock(path: string, dead: number | undefined): Promise<void> {
  if (dead === undefined) return;
  const aside = `${path}.${process.pid}-${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await holderOf(aside)) !== dead) await link(aside, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Whether there is such a process, of whoever. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Turns the errors of a full or read-only disk into words; others pass. */
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

/** The same, where a program failed without a word: ccache says nothing of a full disk. */
export async function diskErrorAt(folder: string): Promise<PinproofError | undefined> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= leastFree) return undefined;
  return infrastructureError({ what: 'the disk is full', where: folder, todo: afterDiskTrouble });
}

/** The same, from what a program printed when it failed: a full disk is no fault of a tree. */
export function diskErrorIn(text: string): PinproofError | undefined {
  const words: Record<string, string> = {
    'No space left on device': 'the disk is full',
    'Disk quota exceeded': 'the disk quota is used up',
    'Read-only file system': 'the file system is read-only',
  };
  const [why, printed] =
    /^.*: (No space left on device|Disk quota exceeded|Read-only file system)\b.*/m.exec(text) ?? [];
  if (why === undefined || printed === undefined) return undefined;
  return infrastructureError({ what: words[printed] ?? printed, why, todo: afterDiskTrouble });
}
