import { randomUUID } from 'node:crypto';
import { mkdir, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { exists, temporaryIn } from '../host/folders.ts';
import type { Plan } from '../records/run/plan.ts';
import { inputError } from '../text/errors.ts';
import { runRecords } from './runFiles.ts';
import { RunFolder } from './runFolder.ts';

/** Where runs go, in the folder where pinproof is called. */
export const outputFolder = 'pinproof-out';

/**
 * Makes a folder for a new run, and points `latest` at it.
 * @param plan is in it from the beginning, where it is given
 */
export async function newRunFolder(
  name: string,
  at: Date,
  plan?: Plan,
  parent: string = outputFolder,
): Promise<RunFolder> {
  const stamp = at.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  await mkdir(parent, { recursive: true });
  const temporary = temporaryIn(resolve(parent), randomUUID());
  const link = temporaryIn(resolve(parent), randomUUID());
  try {
    // Beside the folder that it becomes: relative paths in it stay right.
    if (plan !== undefined) await new RunFolder(temporary).put('plan', plan);
    // A folder with something in it is no place to rename to.
    const take = (path: string) => (plan === undefined ? mkdir(path) : rename(temporary, path));
    const folder = await firstFree(resolve(parent, `${name}-${stamp}`), take);
    // By rename: two runs may begin at the same time.
    await symlink(basename(folder), link);
    await rename(link, join(parent, 'latest'));
    return new RunFolder(folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
    await rm(link, { force: true });
  }
}

async function firstFree(path: string, take: (path: string) => Promise<void>): Promise<string> {
  for (let count = 1; ; count += 1) {
    const folder = count === 1 ? path : `${path}-${count}`;
    try {
      await take(folder);
      return folder;
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

/**
 * Finds the run that a command means: the one named, or the latest.
 * @throws input error where there is none
 */
export async function findRunFolder(named: string | undefined): Promise<RunFolder> {
  const folder = named ?? join(outputFolder, 'latest');
  if (await isRunFolder(folder)) {
    const target = named === undefined ? await readlink(folder).catch(() => undefined) : undefined;
    return new RunFolder(resolve(target === undefined ? folder : join(outputFolder, target)));
  }
  throw inputError({
    what: named === undefined ? 'there is no run here yet' : 'this is not the folder of a run: it has no plan.json',
    where: folder,
    todo: 'pinproof run SUITE.yaml makes one, and pinproof plan SUITE.yaml makes one without running it',
  });
}

/** Returns true where a path is the folder of a run: it has a plan. */
export const isRunFolder = (path: string): Promise<boolean> => exists(join(path, runRecords.plan.file));

/** Returns true where a command's argument names a folder, and so a run rather than a suite. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
