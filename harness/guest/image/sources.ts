import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The architecture of guests whose machine names none. */
export const defaultArch = 'x86_64';

/** Names of architectures, as `uname -m` prints them, by which a source can say that it is for one alone. */
const arches = ['x86_64', 'aarch64', 'loongarch64', 'ppc64le', 'riscv64', 's390x'] as const;

/** Returns the paths of the C sources of a folder for an architecture, sorted: NAME_ARCH.c is for that one alone. */
export async function sourcesIn(folder: string, arch: string): Promise<string[]> {
  return sourcesFor(arch, await readdir(folder)).map((name) => join(folder, name));
}

/** Picks the names of C sources for an architecture, sorted. Pure. */
export function sourcesFor(arch: string, names: readonly string[]): string[] {
  const others = arches.filter((each) => each !== arch).map((each) => `_${each}.c`);
  return names.filter((name) => name.endsWith('.c') && !others.some((end) => name.endsWith(end))).toSorted();
}
