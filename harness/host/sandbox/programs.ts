import { lstat, readlink, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, relative } from 'node:path';
import { infrastructureError } from '../../text/errors.ts';
import { findProgram } from '../requirements.ts';
import type { SystemFolder } from './view.ts';

const roots = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

/** The folders with the system's programs and libraries, as this machine has them. */
export async function systemFolders(): Promise<SystemFolder[]> {
  const found = await Promise.all(
    roots.map(async (path): Promise<SystemFolder[]> => {
      const stats = await lstat(path).catch(() => undefined);
      if (stats === undefined) return [];
      return stats.isSymbolicLink() ? [{ path, link: await readlink(path) }] : [{ path }];
    }),
  );
  return found.flat();
}

const isSystems = (path: string): boolean => roots.some((root) => isBelow(path, root));
const isBelow = (path: string, folder: string): boolean => {
  const seen = relative(folder, path);
  return seen === '' || !(seen === '..' || seen.startsWith('../'));
};

/**
 * Where programs come from that are not the system's, such as a compiler in /opt/gcc-15/bin: the folders that hold
 * them with all that belongs to them (/opt/gcc-15).
 * @throws infrastructure error where that folder would show more than the program: a home, or half the machine
 */
export async function ownFolders(programs: readonly string[]): Promise<string[]> {
  const folders = await Promise.all(programs.map(ownFolder));
  return [...new Set(folders.filter((folder) => folder !== undefined))];
}

async function ownFolder(program: string): Promise<string | undefined> {
  const found = await findProgram(program);
  if (found === undefined) return undefined;
  const path = await realpath(found);
  if (isSystems(path)) return undefined;
  const folder = dirname(dirname(path));
  const home = await realpath(homedir()).catch(() => homedir());
  if (dirname(folder) !== '/' && folder !== '/' && !isBelow(home, folder) && folder !== `${home}/.local`) return folder;
  throw infrastructureError({
    what: `${program} is at ${path}, where the sandbox cannot show it without its neighbours in ${folder}`,
    todo: 'have it in a folder of its own (FOLDER/bin/PROGRAM), or take the system’s by another $PATH',
  });
}

/** $PATH without what the sandbox does not show. */
export function visiblePath(own: readonly string[], path: string = process.env['PATH'] ?? ''): string {
  const entries = path
    .split(delimiter)
    .filter((entry) => entry.startsWith('/') && [...roots, ...own].some((root) => isBelow(entry, root)));
  return [...new Set([...entries, '/usr/bin', '/bin', '/usr/sbin', '/sbin'])].join(delimiter);
}
