import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { machine } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { infrastructureError } from '../text/errors.ts';
import { packageRoot } from './paths.ts';

export interface Requirement {
  /** Debian's name. */
  package: string;
  /** A program in $PATH, or a file. */
  proof: string;
  why: string;
}

/** The table in harness/debian-packages.txt, which setup.sh reads too. */
export async function requirements(): Promise<Requirement[]> {
  const text = await readFile(join(packageRoot, 'harness', 'debian-packages.txt'), 'utf8');
  return parseRequirements(text);
}

export function parseRequirements(text: string): Requirement[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name = '', proof = '', ...why] = line.split(/\s+/);
      return { package: name, proof, why: why.join(' ') };
    });
}

/** Those of which neither program nor file is there. */
export async function missing(all: readonly Requirement[]): Promise<Requirement[]> {
  const found = await Promise.all(all.map(({ proof }) => findProgram(proof)));
  return all.filter((_, index) => found[index] === undefined);
}

/**
 * @param names programs of the table; all of it where absent
 * @throws infrastructure error naming those that are not installed, and the packages that bring them
 */
export async function needPrograms(names?: readonly string[]): Promise<void> {
  const programs = (await requirements()).filter(({ proof }) => !isAbsolute(proof) && (names?.includes(proof) ?? true));
  const lacking = await missing(programs);
  if (lacking.length === 0) return;
  throw infrastructureError({
    what: `${lacking.map(({ proof }) => proof).join(', ')} ${lacking.length === 1 ? 'is' : 'are'} not installed`,
    todo: `apt-get install ${lacking.map(({ package: name }) => name).join(' ')}`,
  });
}

/**
 * Makes sure that this host compiles for an architecture.
 * @param arch as `uname -m` says
 * @throws infrastructure error where it is of another: its compiler's kernels and workloads would not run there
 */
export function needArch(arch: string, host: string = machine()): void {
  if (arch === host) return;
  throw infrastructureError({
    what: `this host compiles for ${host}, and the guests are ${arch}`,
    why: 'kernels and workloads are compiled by the host’s own compiler',
    todo: `run it on a host that is ${arch}, or choose another machine in the suite`,
  });
}

/** The path of a program, looked for in $PATH and where Debian puts administrators' programs, or undefined. */
export async function findProgram(name: string): Promise<string | undefined> {
  const folders = isAbsolute(name) ? [''] : [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  for (const folder of folders) {
    const path = folder === '' ? name : join(folder, name);
    if (
      await access(path, constants.R_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}
