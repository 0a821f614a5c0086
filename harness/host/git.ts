import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Ended } from './exec.ts';
import { runConfined } from './sandbox/confine.ts';

/**
 * Runs git in a folder that is no repository, and with none of the user's configuration: neither a repository
 * around the folder (git apply then skips files without a word), nor GIT_DIR of a hook or a bisection,
 * nor apply.whitespace, may change what it does.
 */
export async function runGit(
  folder: string,
  args: readonly string[],
  options: { input?: string | Uint8Array; signal?: AbortSignal } = {},
): Promise<Ended> {
  const confinement = {
    folder,
    read: [],
    write: [folder],
    env: {
      LC_ALL: 'C',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CEILING_DIRECTORIES: dirname(await realpath(folder)),
    },
  };
  return runConfined('git', args, confinement, options);
}
