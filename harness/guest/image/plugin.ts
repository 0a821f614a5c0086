import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fillFolder, linkOrCopy } from '../../host/folders.ts';
import { fileHash } from '../../host/hash.ts';
import { vmFolder } from '../../host/paths.ts';
import { scratchFolder } from '../../host/scratch.ts';
import { compile } from './compileWorkloads.ts';
import { defaultArch, sourcesIn } from './sources.ts';

export interface Plugin {
  path: string;
  /** Content address: the hash of its bytes. */
  key: string;
}

/**
 * Compiles vm/settle.c, which keeps the clock of guests exact, for a version of QEMU and the guests' architecture.
 * @throws infrastructure error where it does not compile
 */
export async function buildPlugin(
  cache: string,
  qemuVersion: string,
  signal?: AbortSignal,
  arch: string = defaultArch,
): Promise<Plugin> {
  const scratch = await mkdtemp(join(scratchFolder(), 'plugin-'));
  try {
    const made = join(scratch, 'settle.so');
    const api = `-DQEMU_PLUGIN_VERSION=${pluginApi(qemuVersion)}`;
    const sources = (await sourcesIn(vmFolder, arch)).filter((path) => basename(path).startsWith('settle'));
    await compile('vm/settle.c', ['-shared', '-fPIC', api, '-o', made, ...sources], signal);
    const key = (await fileHash(made)).slice(0, 20);
    const folder = join(cache, 'plugins', key);
    await fillFolder(folder, (temporary) => linkOrCopy(made, join(temporary, 'settle.so')));
    return { path: join(folder, 'settle.so'), key };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * A version of the plugin interface that this QEMU takes (QEMU, include/qemu/qemu-plugin.h): 7.2 takes 0 and 1; 9.0
 * takes 2 alone; later ones 2 and their own.
 */
function pluginApi(qemuVersion: string): number {
  return Number.parseInt(qemuVersion, 10) >= 9 ? 2 : 1;
}
