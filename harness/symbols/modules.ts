import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inputError } from '../text/errors.ts';

/** The kernel's name of a module has `_` where its file's may have `-`. */
const moduleFile = /^(.+)\.ko(\.debug)?$/;

/**
 * All modules below a folder, by the names that the kernel prints: `xfs` for xfs.ko, or for xfs.ko.debug where both are there.
 * @throws input error where the folder cannot be read
 */
export async function findModules(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: Error) => {
    throw inputError({ what: 'the folder of modules cannot be read', where: folder, why: error.message });
  });
  const modules = new Map<string, string>();
  // In an order that is the same on each machine; with .debug behind the one without, so that it stays.
  for (const path of entries.map(({ parentPath, name }) => join(parentPath, name)).toSorted()) {
    const [, file, debug] = moduleFile.exec(path.slice(path.lastIndexOf('/') + 1)) ?? [];
    const name = file?.replaceAll('-', '_');
    if (name !== undefined && (debug !== undefined || !modules.has(name))) modules.set(name, path);
  }
  return modules;
}
