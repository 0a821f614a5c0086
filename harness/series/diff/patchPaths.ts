import { lstat } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { outputName } from '../../host/paths.ts';
import { inputError } from '../../text/errors.ts';
import { neutralLine } from '../../text/neutral.ts';
import type { Patch } from '../forms/patch.ts';

/**
 * Refuses a patch that would touch anything outside the tree: by its names, through a symbolic link of the
 * tree, or by making a link that leads out. git refuses most of it too, but with words for its own users.
 * @throws input error
 */
export async function refusePaths(tree: string, patch: Patch): Promise<void> {
  for (const name of patch.files) {
    const why = badName(name) ?? (await badParent(tree, name));
    if (why !== undefined) refuse(patch, name, why);
  }
  for (const { newName, linkTarget } of patch.parsed.files) {
    if (newName === undefined || linkTarget === undefined) continue;
    const why = badTarget(newName, linkTarget);
    if (why !== undefined) refuse(patch, newName, why);
  }
}

function refuse({ name, subject }: Patch, file: string, why: string): never {
  throw inputError({ what: `${neutralLine(file)}: ${why}`, where: `patch ${neutralLine(name)} ("${subject}")` });
}

/** @returns what is wrong with a name */
export function badName(name: string): string | undefined {
  if (name === '' || isAbsolute(name)) return 'an absolute path is outside the tree';
  const parts = name.split('/');
  if (parts.includes('..')) return 'the path leads out of the tree';
  if (parts.some((part) => part.toLowerCase() === '.git')) return 'a series may not write into .git';
  if (parts[0] === outputName) return 'the products of the build go there';
  if (/\p{Cc}/u.test(name)) return 'control characters in a file name';
  return undefined;
}

/** @returns what is wrong with where a symbolic link leads */
export function badTarget(name: string, target: string): string | undefined {
  const reached = normalize(join(dirname(name), target));
  // `x/../..` is not `..` where x is itself a link.
  const climbsBack = /(?:^|\/)(?!\.{1,2}(?:\/|$))[^/]+\/(?:.*\/)?\.\.(?:\/|$)/.test(target);
  if (isAbsolute(target) || reached === '..' || reached.startsWith('../') || climbsBack) {
    return `the symbolic link leads out of the tree, to ${neutralLine(target)}`;
  }
  return undefined;
}

async function badParent(tree: string, name: string): Promise<string | undefined> {
  for (let folder = dirname(name); folder !== '.'; folder = dirname(folder)) {
    const found = await lstat(join(tree, folder)).catch(() => undefined);
    if (found?.isSymbolicLink())
      return `${folder} is a symbolic link: its files have another name, which the patch must use`;
  }
  return undefined;
}
