import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runProgram } from '../../host/exec.ts';
import { exists } from '../../host/folders.ts';
import { packageRoot, vmFolder, workloadFolder } from '../../host/paths.ts';
import { infrastructureError } from '../../text/errors.ts';
import { noteInputs, traceHeaders, traceLinking } from './compilerInputs.ts';

/** Warnings are errors: a workload's carelessness would be blamed on a kernel. */
const flags = ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Wshadow', '-Werror', '-D_GNU_SOURCE', '-pthread'];
/** No build id, no path of this machine: the same sources give the same bytes. */
const reproducible = ['-Wl,--build-id=none', `-ffile-prefix-map=${packageRoot}/=`];
const libraries = ['-Wl,--as-needed', '-libverbs', '-luring', '-laio'];

export interface CompiledWorkload {
  name: string;
  path: string;
}

/**
 * Compiles folders of workloads/, with what they use of workloads/lib, into `target`.
 * @throws infrastructure error with the compiler's own words
 */
export async function compileWorkloads(
  target: string,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<CompiledWorkload[]> {
  const shared = join(workloadFolder, 'lib');
  const library = await compileLibrary(shared, target, signal);
  return Promise.all(
    names.map(async (name) => {
      const path = join(target, name);
      const sources = await sourcesIn(join(workloadFolder, name));
      await compile(`workload ${name}`, [`-I${shared}`, '-o', path, ...sources, library, ...libraries], signal);
      return { name, path };
    }),
  );
}

/**
 * Compiles workloads/NAME/preload/, where it is there, to a library NAME.so in `target`: what the workload has loaded
 * before the programs that it starts.
 * @throws infrastructure error with the compiler's own words
 */
export async function compilePreload(
  target: string,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<CompiledWorkload[]> {
  const made: CompiledWorkload[] = [];
  for (const workload of names) {
    const folder = join(workloadFolder, workload, 'preload');
    if (!(await exists(folder))) continue;
    const name = `${workload}.so`;
    const path = join(target, name);
    await compile(`workload ${workload}`, ['-shared', '-fPIC', '-o', path, ...(await sourcesIn(folder))], signal);
    made.push({ name, path });
  }
  return made;
}

/** An archive: a workload that has nothing to do with RDMA does not load its libraries either. */
async function compileLibrary(folder: string, target: string, signal?: AbortSignal): Promise<string> {
  const objects = await Promise.all(
    (await sourcesIn(folder)).map(async (source) => {
      const object = join(target, `.${basename(source, '.c')}.o`);
      await compile(source, ['-c', '-o', object, source], signal);
      return object;
    }),
  );
  const library = join(target, '.lib.a');
  // D: no times and owners in it.
  const ended = await runProgram('ar', ['rcsD', library, ...objects], { ...(signal && { signal }) });
  if (ended.exitCode !== 0) throw infrastructureError({ what: 'ar makes no archive', why: ended.stderr });
  return library;
}

/** Compiles vm/cell, the guest's first process once it is prepared, into `target`, and returns its path. */
export async function compileCell(target: string, signal?: AbortSignal): Promise<string> {
  const path = join(target, '.cell');
  await compile('vm/cell', ['-o', path, ...(await sourcesIn(join(vmFolder, 'cell')))], signal);
  return path;
}

/**
 * Runs gcc with the usual flags, and notes beside its product what it read (compilerInputs.ts).
 * @param args hold `-o PRODUCT`
 * @throws infrastructure error with the compiler's own words
 */
export async function compile(what: string, args: readonly string[], signal?: AbortSignal): Promise<void> {
  const product = args[args.indexOf('-o') + 1] as string;
  const ended = await runProgram('gcc', [...flags, ...reproducible, traceLinking, ...args], {
    env: { LC_ALL: 'C', ...traceHeaders(product) },
    ...(signal && { signal }),
  });
  if (ended.exitCode !== 0) throw infrastructureError({ what: `${what} does not compile`, why: ended.stderr });
  await noteInputs(product, { folder: process.cwd(), linking: ended.stdout, sources: [] });
}

async function sourcesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => name.endsWith('.c'))
    .sort()
    .map((name) => join(folder, name));
}
