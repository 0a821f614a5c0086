import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, kconfigs/, workloads/ and vm/: the checkout, or the installed package. */
export const packageRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'kconfigs'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('pinproof is not whole: no folder above its code holds kconfigs/');
  return findRoot(parent);
}

export const kconfigFolder: string = join(packageRoot, 'kconfigs');
export const workloadFolder: string = join(packageRoot, 'workloads');
export const vmFolder: string = join(packageRoot, 'vm');

/** A problem matcher of GitHub Actions for what gcc, ld, make, modpost and objtool say. */
export const matcherFile: string = join(packageRoot, 'harness', 'gcc-matcher.json');

/** Where what cannot be computed again is kept: $PINPROOF_STATE, or pinproof/ in the user's state folder. */
export function stateFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment['PINPROOF_STATE']) return environment['PINPROOF_STATE'];
  return join(environment['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'pinproof');
}

/** Where everything that can be computed again is kept: $PINPROOF_CACHE, or pinproof/ in the user's cache folder. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment['PINPROOF_CACHE']) return environment['PINPROOF_CACHE'];
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'pinproof');
}

/** The name of the output folder inside a kernel tree: kbuild then speaks of `..`, and its products can move with the tree. */
export const outputName = 'build';
