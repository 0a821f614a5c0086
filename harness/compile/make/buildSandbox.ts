import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ended, runProgram } from '../../host/exec.ts';
import { outputName } from '../../host/paths.ts';
import { type Confined, confined } from '../../host/sandbox/confine.ts';
import { shellCommand } from '../../host/shellCommand.ts';
import type { Machine } from '../../records/inputs/vm.ts';
import { treeError } from '../../text/errors.ts';
import { type CompilerCache, ccacheVariables, secondCache } from './compilerCache.ts';
import { buildEnvironment, calledByMake, makeArguments } from './makeArguments.ts';

/** Where one tree is built: its makefiles run there, so all that they can reach is here. */
export interface Room {
  tree: string;
  compilers: CompilerCache;
  /** How kernels of the machine are built. */
  build: Machine['build'];
}

export const outputOfRoom = ({ tree }: Room): string => join(tree, outputName);

/** make, confined: sources to read, the output folder and a compiler cache to write, and nothing else of this machine. */
export async function makeCommand(room: Room, targets: readonly string[]): Promise<Confined> {
  const { tree, compilers, build } = room;
  return confined('make', makeArguments(tree, targets, build.make), {
    folder: tree,
    // Sources are hard links to those of all other trees of this base: a write to one would be a write to all.
    read: [tree, ...(compilers.shared === undefined ? [] : [compilers.shared, secondCache])],
    write: [outputOfRoom(room), compilers.own],
    programs: [...calledByMake, 'as', 'ld'],
    env: buildEnvironment(ccacheVariables(compilers)),
  });
}

/** Runs make to its end; how it ended is a value. */
export async function runMake(room: Room, targets: readonly string[], signal?: AbortSignal): Promise<Ended> {
  const { file, args, options, inside } = await makeCommand(room, targets);
  const ended = await runProgram(file, args, { ...options, confined: inside, ...(signal && { signal }) });
  return { ...ended, command: shellCommand('make', makeArguments(room.tree, targets, room.build.make)) };
}

/** A kernel with all debug information is a tenth of it. */
const biggest = { vmlinux: 4 * 1024 ** 3, config: 16 * 1024 ** 2 };

/**
 * The path of what a build left, looked at from outside the sandbox: nothing of it runs any more.
 * @throws tree error where it is none: a link would have another file read in its place, a pipe would never end
 */
export async function productOf(room: Room, name: string, kind: keyof typeof biggest): Promise<string> {
  const path = join(outputOfRoom(room), name);
  const found = await lstat(path).catch(() => undefined);
  const what =
    found === undefined
      ? 'is not there'
      : !found.isFile()
        ? `is no file: the build made it a ${kindOf(found)}`
        : found.size > biggest[kind]
          ? `has ${found.size} bytes`
          : undefined;
  if (what === undefined) return path;
  throw treeError({ what: `the build’s ${name} ${what}`, where: `${outputName}/${name}` });
}

function kindOf(found: { isSymbolicLink(): boolean; isFIFO(): boolean; isSocket(): boolean; isDirectory(): boolean }) {
  if (found.isSymbolicLink()) return 'symbolic link';
  if (found.isFIFO()) return 'named pipe';
  if (found.isSocket()) return 'socket';
  return found.isDirectory() ? 'folder' : 'device';
}
