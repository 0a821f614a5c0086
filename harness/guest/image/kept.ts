import { createHash } from 'node:crypto';
import { mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { fillFolder } from '../../host/folders.ts';
import { contentKey, fileHash } from '../../host/hash.ts';
import { scratchFolder } from '../../host/scratch.ts';
import { readRecord, writeRecord } from '../../store/records.ts';
import { markUsed, removeFolder } from '../../store/retention/folders.ts';

/** A file of the cache that was made from sources and the system's files, such as a guest image. */
export interface Product {
  path: string;
  /** Content address: the hash of its bytes. */
  key: string;
}

/** What became of one making. */
export interface Made {
  bytes: Uint8Array;
  /**
   * Files outside the origin that decided the bytes, and places where no file was that would have; undefined where they
   * are not known: then the product is made again each time.
   */
  read: readonly string[] | undefined;
}

export interface Recipe {
  cache: string;
  /** Of the cache, for all products of this kind. */
  folder: string;
  file: string;
  /**
   * Returns all that decides the bytes and can be read without starting a program: sources by their content, programs
   * by their place. Called again after the making, as a source may be edited meanwhile.
   */
  origin: () => Promise<unknown>;
  /** @param scratch an empty folder, removed afterwards */
  make: (scratch: string) => Promise<Made>;
}

/** What a product was made from, by the state of each file; null: there was none. */
const nameSchema = z.strictObject({ product: z.string(), read: z.record(z.string(), z.string().nullable()) });

/** The folder of the cache that holds which product came from which origin. */
const names = 'image-names';

/**
 * Milliseconds. A file that changed while a product was made, or so shortly before that the file system's clock cannot
 * tell, may have been read in either state.
 */
const clockStep = 2000;

/**
 * Returns the product of an origin. While its sources and the files that it was made from are as they were, it is recalled
 * from the cache, and no program is started; a copy there that is not whole is made again.
 */
export async function keptProduct({ cache, folder, file, origin, make }: Recipe): Promise<Product> {
  const from = contentKey({ folder, origin: await origin() });
  const pathOf = (key: string) => join(cache, folder, key, file);
  const known = await recall(join(cache, names, from));
  if (known !== undefined && (await hashOf(pathOf(known))) === known) {
    await markUsed(join(cache, names, from));
    await markUsed(join(cache, folder, known));
    return { path: pathOf(known), key: known };
  }
  const begun = Date.now();
  const scratch = await mkdtemp(join(scratchFolder(), `${folder}-`));
  try {
    const { bytes, read } = await make(scratch);
    const key = createHash('sha256').update(bytes).digest('hex').slice(0, 20);
    if ((await hashOf(pathOf(key))) !== key) {
      await removeFolder(join(cache, folder), key);
      await fillFolder(join(cache, folder, key), (temporary) => writeFile(join(temporary, file), bytes));
    }
    await markUsed(join(cache, folder, key));
    const states = read && (await statesOf(read, begun - clockStep));
    if (states !== undefined && contentKey({ folder, origin: await origin() }) === from)
      await remember(join(cache, names), from, { product: key, read: states });
    return { path: pathOf(key), key };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const hashOf = (path: string): Promise<string | undefined> =>
  fileHash(path).then(
    (hash) => hash.slice(0, 20),
    () => undefined,
  );

/** @returns the key of the product; undefined where none is known, or a file has changed since */
async function recall(folder: string): Promise<string | undefined> {
  const name = await readRecord(join(folder, 'name.json'), nameSchema).catch(() => undefined);
  if (name === undefined) return undefined;
  const states = await Promise.all(Object.keys(name.read).map(async (path) => (await stateOf(path))?.state ?? null));
  return Object.values(name.read).every((state, index) => state === states[index]) ? name.product : undefined;
}

/** Others that make the same product at the same time write the same. */
async function remember(parent: string, from: string, name: z.infer<typeof nameSchema>): Promise<void> {
  await removeFolder(parent, from);
  await fillFolder(join(parent, from), (temporary) => writeRecord(join(temporary, 'name.json'), name));
}

/** @returns undefined where one has changed since a time in milliseconds */
async function statesOf(paths: readonly string[], since: number): Promise<Record<string, string | null> | undefined> {
  const states = await Promise.all(paths.map(async (path) => [path, await stateOf(path)] as const));
  if (states.some(([, found]) => found !== undefined && found.changed >= since)) return undefined;
  return Object.fromEntries(states.map(([path, found]) => [path, found?.state ?? null]));
}

/**
 * Returns what changes when a file is written or replaced, as git's index has it. Not the time of the last change of the
 * inode: each hard link to it sets that one, and kernel trees are made of them.
 */
async function stateOf(path: string): Promise<{ state: string; changed: number } | undefined> {
  try {
    const real = await realpath(path);
    const { size, mtimeNs, ctimeMs, ino } = await stat(real, { bigint: true });
    return { state: `${real} ${size} ${mtimeNs} ${ino}`, changed: Number(ctimeMs) };
  } catch {
    return undefined;
  }
}
