import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { infrastructureError, treeError } from '../lib/errors.ts';
import { failIfMissing, start } from '../lib/exec.ts';
import { diskErrorAt, diskErrorIn } from '../lib/folders.ts';
import { type BuildError, firstErrorOf } from './diagnostics.ts';

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

/** What a kernel's makefiles call: where one is not there, make's complaint would look like the tree's fault. */
export const calledByMake = ['make', 'gcc', 'ccache', 'flex', 'bison', 'bc', 'perl'];

/** The arguments of make for a tree; the compiler goes through ccache. */
export function makeArguments(tree: string, targets: readonly string[]): string[] {
  return [
    `--directory=${tree}`,
    `O=${outputName}`,
    `--jobs=${availableParallelism()}`,
    'CC=ccache gcc',
    'HOSTCC=ccache gcc',
    // QEMU boots vmlinux by its PVH entry, which runs before KASAN has shadow memory; 6.1 instruments it, and the
    // memcmp() that it calls, and the debug flavour would not print a line. 6.12 says the first itself
    // (arch/x86/platform/pvh/Makefile); both say the second with AMD_MEM_ENCRYPT (lib/Makefile), as distributions have it.
    'KASAN_SANITIZE_enlighten.o=n',
    'KASAN_SANITIZE_string.o=n',
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
  // finished() below tells why; without a log there is nothing to build for.
  file.on('error', () => make.kill());
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
  if (result.exitCode !== 0) throw await whyFailed(text, log, tree, result);
  return { compiled, log: text };
}

async function whyFailed(
  text: string,
  log: string,
  tree: string,
  { exitCode, signal }: { exitCode?: number; signal?: string },
): Promise<Error> {
  const killed = signal === undefined ? /^.*Killed signal terminated program.*$/m.exec(text)?.[0] : `make: ${signal}`;
  if (killed !== undefined) {
    return infrastructureError({
      what: 'the build was killed, not by pinproof',
      why: killed,
      todo: 'if the kernel did it for want of memory (dmesg says so), make room; then run the same command',
    });
  }
  const error = firstErrorOf(text);
  // Only the compiler's own words about a file are surely the tree's fault.
  const disk = diskErrorIn(text) ?? (error?.file === undefined ? await diskErrorAt(tree) : undefined);
  return disk ?? buildFailed(error, text, log, `exit code ${exitCode}`);
}

function buildFailed(error: BuildError | undefined, text: string, log: string, ending: string): Error {
  return treeError({
    what: error === undefined ? `make ended with ${ending}` : 'the tree does not build',
    ...(error?.file !== undefined && { where: `${error.file}:${error.line}` }),
    why: error?.text ?? text.split('\n').slice(-5).join('\n'),
    todo: `the whole log: ${log}`,
  });
}
