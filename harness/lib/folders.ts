import { randomUUID } from 'node:crypto';
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { infrastructureError } from './errors.ts';

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
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    if (!isAlive(holder)) {
      await rm(path, { force: true });
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

async function takeLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
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
    todo: 'finished builds and cells are kept: make room (PINPROOF_CACHE names another place), then run the same command',
    cause: error,
  });
}
