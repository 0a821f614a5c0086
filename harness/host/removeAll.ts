import { rm } from 'node:fs/promises';
import { outputOf } from './exec.ts';

/**
 * Removes a folder, whatever a stranger's build has left in it: folders that nobody may enter, and so many in each other
 * that no path leads to the last. Files are left as they are until they go, for they may be those of other trees, too.
 */
export async function removeAll(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EACCES' && error.code !== 'ENAMETOOLONG') throw error;
    // What cannot be entered is reported on the way, after it was opened; rm reports what then still cannot be removed.
    const open = 'find "$1" -type d ! -perm -700 -execdir chmod u+rwx {} ";" 2>/dev/null; rm -rf -- "$1"';
    await outputOf('sh', ['-c', open, 'sh', folder], { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' }, extendEnv: false });
  });
}
