import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { treeError } from '../lib/errors.ts';
import { failIfMissing, start } from '../lib/exec.ts';
import { firstErrorOf } from './diagnostics.ts';

/** The name of the output folder inside a tree: kbuild then speaks of `..`, and its products can move with the tree. */
export const outputName = 'build';

/**
 * Everything that a kernel build sees of the outside: no CFLAGS, ARCH, MAKEFLAGS or tokens of the user,
 * and nothing that would make two builds of one tree differ.
 */
export function buildEnvironment(cache: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: process.env['HOME'] ?? '/',
    LC_ALL: 'C',
    KBUILD_BUILD_TIMESTAMP: 'Thu Jan  1 00:00:00 UTC 2026',
    KBUILD_BUILD_USER: 'pinproof',
    KBUILD_BUILD_HOST: 'pinproof',
    KBUILD_BUILD_VERSION: '1',
    CCACHE_DIR: join(cache, 'ccache'),
    CCACHE_MAXSIZE: '10G',
    // Misses need no preprocessor run of their own: kbuild's -MMD tells ccache the headers.
    CCACHE_DEPEND: '1',
  };
}

/** The arguments of make for a tree; the compiler goes through ccache. */
export function makeArguments(tree: string, targets: readonly string[]): string[] {
  return [
    `--directory=${tree}`,
    `O=${outputName}`,
    `--jobs=${availableParallelism()}`,
    'CC=ccache gcc',
    'HOSTCC=ccache gcc',
    ...targets,
  ];
}

/** What one run of make did. */
export interface Made {
  /** Source files compiled, relative to the tree. */
  compiled: Set<string>;
  log: string;
}

export interface MakeRequest {
  tree: string;
  cache: string;
  /** Path of the log; its first line is the command. */
  log: string;
  /** Told after each object. */
  progress: (objects: number, file: string) => void;
  signal?: AbortSignal;
}

/**
 * Builds vmlinux.
 * @throws tree error with the compiler's first error, file and line
 */
export async function makeVmlinux({ tree, cache, log, progress, signal }: MakeRequest): Promise<Made> {
  const args = makeArguments(tree, ['vmlinux']);
  const file = createWriteStream(log);
  file.write(`# make ${args.map((arg) => (/\s/.test(arg) ? `'${arg}'` : arg)).join(' ')}\n`);
  const make = start('make', args, {
    env: buildEnvironment(cache),
    extendEnv: false,
    all: true,
    buffer: false,
    reject: false,
    stdin: 'ignore',
    ...(signal && { cancelSignal: signal }),
  });
  const compiled = new Set<string>();
  for await (const line of make.iterable({ from: 'all' })) {
    file.write(`${line}\n`);
    // "  CC      mm/gup.o"; host tools are HOSTCC, and objtool's own objects have absolute paths.
    const object = /^ {2}(?:CC|AS) +(?:\[M\] +)?([^/\s]\S*)\.o$/.exec(String(line))?.[1];
    if (object === undefined) continue;
    compiled.add(`${object}.c`);
    progress(compiled.size, `${object}.o`);
  }
  file.end();
  await finished(file);
  const result = await make;
  failIfMissing('make', result);
  signal?.throwIfAborted();
  const text = await readFile(log, 'utf8');
  if (result.exitCode !== 0) throw buildFailed(text, log, result.signal ?? `exit code ${result.exitCode}`);
  return { compiled, log: text };
}

function buildFailed(text: string, log: string, ending: string): Error {
  const error = firstErrorOf(text);
  return treeError({
    what: error === undefined ? `make ended with ${ending}` : 'the tree does not build',
    ...(error?.file !== undefined && { where: `${error.file}:${error.line}` }),
    why: error?.text ?? text.split('\n').slice(-5).join('\n'),
    todo: `the whole log: ${log}`,
  });
}
