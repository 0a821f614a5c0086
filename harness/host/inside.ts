import { lstat, readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** Far above any source file. */
const mostBytes = 64 * 1024 * 1024;

/**
 * The text of a file of a tree, or undefined where it is not there. A tree may be a stranger's: what its links lead to
 * outside is not there, nor is what is no file, such as a pipe, which would never end.
 * @param name relative to the tree
 */
export async function readInside(
  tree: string,
  name: string,
  encoding: 'utf8' | 'latin1' = 'utf8',
): Promise<string | undefined> {
  const path = await fileInside(tree, name);
  return path !== undefined && (await lstat(path)).size <= mostBytes ? readFile(path, encoding) : undefined;
}

/** Where a file of a tree really is, or undefined where it is not in the tree, or no file. */
export async function fileInside(tree: string, name: string): Promise<string | undefined> {
  const root = await realpath(tree);
  const path = await realpath(join(tree, name)).catch(() => undefined);
  return path?.startsWith(root + sep) && (await lstat(path)).isFile() ? path : undefined;
}
