import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { vmFolder } from '../../host/paths.ts';
import { readBy } from './compilerInputs.ts';
import { compile } from './compileWorkloads.ts';
import { keptProduct, type Product } from './kept.ts';
import { compiledFrom } from './origin.ts';
import { sourcesIn } from './sources.ts';

export type Plugin = Product;

/**
 * Compiles vm/settle.c, which keeps the clock of guests exact, for a version of QEMU and the guests' architecture.
 * @throws infrastructure error where it does not compile
 */
export async function buildPlugin(
  cache: string,
  qemuVersion: string,
  arch: string,
  signal?: AbortSignal,
): Promise<Plugin> {
  const sources = (await sourcesIn(vmFolder, arch)).filter((path) => basename(path).startsWith('settle'));
  const api = pluginApi(qemuVersion);
  return keptProduct({
    cache,
    folder: 'plugins',
    file: 'settle.so',
    origin: async () => ({ api, ...(await compiledFrom(sources)) }),
    make: async (scratch) => {
      const made = join(scratch, 'settle.so');
      const args = ['-shared', '-fPIC', `-DQEMU_PLUGIN_VERSION=${api}`, '-o', made, ...sources];
      await compile('vm/settle.c', args, signal);
      return { bytes: await readFile(made), read: await readBy(scratch) };
    },
  });
}

/**
 * A version of the plugin interface that this QEMU takes (QEMU, include/qemu/qemu-plugin.h): 7.2 takes 0 and 1; 9.0
 * takes 2 alone; later ones 2 and their own.
 */
function pluginApi(qemuVersion: string): number {
  return Number.parseInt(qemuVersion, 10) >= 9 ? 2 : 1;
}
