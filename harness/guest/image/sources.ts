import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { vmFolder } from '../../host/paths.ts';

/** Returns the paths of the C sources of a folder for an architecture, sorted: NAME_ARCH.c is for that one alone. */
export async function sourcesIn(folder: string, arch: string): Promise<string[]> {
  return sourcesFor(arch, await readdir(folder), await archesKnown()).map((name) => join(folder, name));
}

/** Returns the architectures that there are: each has a machine of its name, vm/machines/ARCH.yaml. */
async function archesKnown(): Promise<string[]> {
  const names = await readdir(join(vmFolder, 'machines'));
  return names.filter((name) => name.endsWith('.yaml')).map((name) => basename(name, '.yaml'));
}

/**
 * Picks the names of C sources for an architecture, sorted. Pure.
 * @param arches all that there are: by_rdma.c is for none of them
 */
export function sourcesFor(arch: string, names: readonly string[], arches: readonly string[]): string[] {
  const others = arches.filter((each) => each !== arch).map((each) => `_${each}.c`);
  return names.filter((name) => name.endsWith('.c') && !others.some((end) => name.endsWith(end))).toSorted();
}
