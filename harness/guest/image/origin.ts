import { readdir, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileHash } from '../../host/hash.ts';
import { packageRoot } from '../../host/paths.ts';
import { findProgram } from '../../host/requirements.ts';

/** What gcc and ld read of the environment (gcc, "Environment Variables Affecting GCC"; ld(1), "ENVIRONMENT"). */
const variables = [
  'CPATH',
  'C_INCLUDE_PATH',
  'LIBRARY_PATH',
  'COMPILER_PATH',
  'GCC_EXEC_PREFIX',
  'SOURCE_DATE_EPOCH',
  'GNUTARGET',
  'LDEMULATION',
  'LD_RUN_PATH',
  'LD_LIBRARY_PATH',
  // Whether ldd sees /etc/ld.so.preload.
  'PINPROOF_SANDBOX',
];

/**
 * Returns the part of an origin that all compilations share: sources by their content, the code and flags of this folder
 * too, and the compiler by its place.
 * @param sources files and folders below the package
 */
export async function compiledFrom(sources: readonly string[]): Promise<object> {
  const files = (await Promise.all([import.meta.dirname, ...sources].map(filesBelow))).flat();
  const hashes = files.map(async (path) => [relative(packageRoot, path), await fileHash(path)] as const);
  const tools = ['gcc', 'as', 'ld', 'ar'].map(async (name) => [name, await placeOf(name)] as const);
  return {
    sources: Object.fromEntries(await Promise.all(hashes)),
    tools: Object.fromEntries(await Promise.all(tools)),
    environment: Object.fromEntries(variables.map((name) => [name, process.env[name]])),
  };
}

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOTDIR') return undefined;
      throw error;
    },
  );
  if (entries === undefined) return [path];
  return entries.flatMap((entry) => (entry.isDirectory() ? [] : [join(entry.parentPath, entry.name)])).sort();
}

/** Where a program's file is, by whatever links $PATH leads there. */
async function placeOf(name: string): Promise<string | undefined> {
  const path = await findProgram(name);
  return path && realpath(path);
}
