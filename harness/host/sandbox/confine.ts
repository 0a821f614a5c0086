import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { infrastructureError } from '../../text/errors.ts';
import { type Ended, type RunOptions, runProgram } from '../exec.ts';
import { scratchFolder } from '../scratch.ts';
import { shellCommand } from '../shellCommand.ts';
import { ownFolders, systemFolders, visiblePath } from './programs.ts';
import { sandbox } from './sandbox.ts';
import { bwrapArguments, type View } from './view.ts';

/** A program that is to see nothing of this machine but what it needs. */
export interface Confinement extends View {
  /** Where it runs. */
  folder: string;
  /** Its environment, beside PATH, HOME, TMPDIR, and the mark by which the keeper finds it (watchdog.ts). */
  env?: Record<string, string>;
  /** What it calls in its turn, by name. */
  programs?: readonly string[];
}

/** How to start it: in the sandbox, or, where there is none, as it is; with the swept environment either way. */
export interface Confined {
  file: string;
  args: string[];
  options: { cwd: string; env: Record<string, string>; extendEnv: false };
  /** Whether there is a sandbox. */
  inside: boolean;
}

/** @throws infrastructure error where a program, or what may be written, cannot be shown without showing more */
export async function confined(file: string, args: readonly string[], confinement: Confinement): Promise<Confined> {
  const { env = {}, programs = [], devices = [] } = confinement;
  const folder = resolve(confinement.folder);
  const read = confinement.read.map((path) => resolve(path));
  const write = confinement.write.map((path) => resolve(path));
  const state = await sandbox();
  if (!state.works) {
    const own = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: scratchFolder() };
    return {
      file,
      args: [...args],
      options: { cwd: folder, env: { ...own, ...env }, extendEnv: false },
      inside: false,
    };
  }
  for (const path of write) await refuseLink(path);
  const own = await ownFolders([file, ...programs]);
  const view = { read: [...own, ...read], write, devices };
  return {
    file: state.bwrap,
    args: [...bwrapArguments(await systemFolders(), view, folder), file, ...args],
    options: {
      cwd: folder,
      env: { PATH: visiblePath(own), HOME: '/tmp', TMPDIR: '/tmp', ...env },
      extendEnv: false,
    },
    inside: true,
  };
}

/** bubblewrap would follow a link, and open to writing whatever it leads to. */
async function refuseLink(path: string): Promise<void> {
  if (!(await lstat(path)).isSymbolicLink()) return;
  throw infrastructureError({ what: 'a symbolic link may not be opened to a sandbox', where: path });
}

/** Runs a confined program to its end, as runProgram() does; the command of the result is the program's own. */
export async function runConfined(
  file: string,
  args: readonly string[],
  confinement: Confinement,
  options: Pick<RunOptions, 'input' | 'signal'> = {},
): Promise<Ended> {
  const command = await confined(file, args, confinement);
  const ended = await runProgram(command.file, command.args, {
    ...command.options,
    ...options,
    confined: command.inside,
  });
  return { ...ended, command: shellCommand(file, args) };
}
