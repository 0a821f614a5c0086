import { constants, copyFile, lstat, readFile, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { outputOf } from '../../host/exec.ts';
import { fileInside } from '../../host/inside.ts';
import { outputName } from '../../host/paths.ts';
import { removeAll } from '../../host/removeAll.ts';
import { differing } from './seed.ts';

/**
 * Makes a tree of a fetched source: hard links, so 80,000 files cost a second and no space.
 * From here on a file of the tree may only be replaced, never written in place.
 */
export async function linkTree(source: string, tree: string, signal?: AbortSignal): Promise<void> {
  await removeAll(tree);
  await outputOf('cp', ['--archive', '--link', source, tree], signal === undefined ? {} : { signal });
  // Whatever a source has there, such as a link that leads elsewhere: products are written to it.
  await rm(join(tree, outputName), { recursive: true, force: true });
}

/**
 * Gives a tree the objects of another build of the same source, and makes what differs newer than they are,
 * so that make compiles just that.
 * @param seed the other tree, and the files that its series touched
 * @param touched the files that this tree's series touched: written just now, so new already
 */
export async function adoptObjects(
  tree: string,
  seed: { folder: string; touched: readonly string[] },
  touched: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  await outputOf(
    'cp',
    ['--archive', '--reflink=auto', join(seed.folder, outputName), join(tree, outputName)],
    signal === undefined ? {} : { signal },
  );
  const now = { atime: new Date(), mtime: new Date() };
  for (const file of differing(seed.touched, touched)) {
    const path = join(tree, file);
    const content = await fileInside(tree, file);
    if (content === undefined) continue;
    // A new inode: the old one is shared with the source, whose times must stay. Whatever stands in its place is not
    // written to: a source may have a link there, that leads elsewhere.
    const fresh = `${path}.pinproof-new`;
    await rm(fresh, { recursive: true, force: true });
    await copyFile(content, fresh, constants.COPYFILE_EXCL);
    const { atime, mtime } = (await sameFile(path, join(seed.folder, file))) ?? now;
    await utimes(fresh, atime, mtime);
    await rename(fresh, path);
  }
}

/** The times of a file of the seed, where that holds the same: its objects are made of it already. */
async function sameFile(path: string, seeds: string): Promise<{ atime: Date; mtime: Date } | undefined> {
  const [own, other] = [await lstat(path), await lstat(seeds).catch(() => undefined)];
  if (!own.isFile() || !other?.isFile() || own.size !== other.size) return undefined;
  return (await readFile(path)).equals(await readFile(seeds)) ? other : undefined;
}
