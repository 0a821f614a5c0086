import { basename, dirname, join } from 'node:path';
import { runProgram } from '../../host/exec.ts';
import { exists } from '../../host/folders.ts';
import { packageRoot, vmFolder, workloadFolder } from '../../host/paths.ts';
import { infrastructureError } from '../../text/errors.ts';
import { noteInputs, traceHeaders, traceLinking } from './compilerInputs.ts';
import { sourcesIn } from './sources.ts';

/** Warnings are errors: a workload's carelessness would be blamed on a kernel. */
const flags = ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Wshadow', '-Werror', '-D_GNU_SOURCE', '-pthread'];
/** No build id, no path of this machine: the same sources give the same bytes. */
const reproducible = ['-Wl,--build-id=none', `-ffile-prefix-map=${packageRoot}/=`];
/** What the workloads and vm/cell have in common: the names and the lines of reports. */
const protocolFolder = join(vmFolder, 'protocol');
const libraries = ['-Wl,--as-needed', '-libverbs', '-luring', '-laio'];

export interface CompiledWorkload {
  name: string;
  path: string;
}

/**
 * Compiles folders of workloads/, with what they use of workloads/lib and vm/protocol, into `target`.
 * @throws infrastructure error with the compiler's own words
 */
export async function compileWorkloads(
  target: string,
  names: readonly string[],
  arch: string,
  signal?: AbortSignal,
): Promise<CompiledWorkload[]> {
  const shared = [join(workloadFolder, 'lib'), protocolFolder];
  const includes = shared.map((folder) => `-I${folder}`);
  const library = await compileLibrary(shared, includes, target, arch, signal);
  return Promise.all(
    names.map(async (name) => {
      const path = join(target, name);
      const sources = await sourcesIn(join(workloadFolder, name), arch);
      await compile(`workload ${name}`, [...includes, '-o', path, ...sources, library, ...libraries], signal);
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
  arch: string,
  signal?: AbortSignal,
): Promise<CompiledWorkload[]> {
  const made: CompiledWorkload[] = [];
  for (const workload of names) {
    const folder = join(workloadFolder, workload, 'preload');
    if (!(await exists(folder))) continue;
    const name = `${workload}.so`;
    const path = join(target, name);
    await compile(`workload ${workload}`, ['-shared', '-fPIC', '-o', path, ...(await sourcesIn(folder, arch))], signal);
    made.push({ name, path });
  }
  return made;
}

/** An archive: a workload that has nothing to do with RDMA does not load its libraries either. */
async function compileLibrary(
  folders: readonly string[],
  includes: readonly string[],
  target: string,
  arch: string,
  signal?: AbortSignal,
): Promise<string> {
  const sources = await Promise.all(folders.map((folder) => sourcesIn(folder, arch)));
  const objects = await Promise.all(
    sources.flat().map(async (source) => {
      const object = join(target, `.${basename(dirname(source))}-${basename(source, '.c')}.o`);
      await compile(source, [...includes, '-c', '-o', object, source], signal);
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
export async function compileCell(target: string, arch: string, signal?: AbortSignal): Promise<string> {
  const path = join(target, '.cell');
  const sources = await Promise.all([join(vmFolder, 'cell'), protocolFolder].map((folder) => sourcesIn(folder, arch)));
  await compile('vm/cell', [`-I${protocolFolder}`, '-o', path, ...sources.flat()], signal);
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
