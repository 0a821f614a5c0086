import { availableParallelism } from 'node:os';
import { outputName } from '../../host/paths.ts';

/**
 * Everything that a kernel build sees of the outside: no CFLAGS, ARCH, MAKEFLAGS or tokens of the user,
 * and nothing that would make two builds of one tree differ.
 */
export function buildEnvironment(ccache: Record<string, string>): Record<string, string> {
  return {
    LC_ALL: 'C',
    KBUILD_BUILD_TIMESTAMP: 'Thu Jan  1 00:00:00 UTC 2026',
    KBUILD_BUILD_USER: 'pinproof',
    KBUILD_BUILD_HOST: 'pinproof',
    KBUILD_BUILD_VERSION: '1',
    ...ccache,
  };
}

/** What a kernel's makefiles call: where one is not there, make's complaint would look like the tree's fault. */
export const calledByMake = ['make', 'gcc', 'ccache', 'flex', 'bison', 'bc', 'perl'];

/**
 * Returns the arguments of make for a tree; the compiler goes through ccache.
 * @param own those of the machine (vm/machines/)
 */
export function makeArguments(tree: string, targets: readonly string[], own: readonly string[]): string[] {
  return [
    `--directory=${tree}`,
    `O=${outputName}`,
    `--jobs=${availableParallelism()}`,
    'CC=ccache gcc',
    'HOSTCC=ccache gcc',
    ...own,
    ...targets,
  ];
}
