import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { exists, linkOrCopy } from '../../host/folders.ts';
import { warningSchema } from '../../records/run/build.ts';
import { readRecord, writeRecord } from '../../store/records.ts';
import { entriesIn, markUsed, removeFolder } from '../../store/retention/folders.ts';
import { cacheLimits } from '../../store/retention/limits.ts';
import { surplus } from '../../store/retention/surplus.ts';
import { treeFiles } from '../../store/runFiles.ts';
import type { SeedCandidate } from './seed.ts';

/** builds/KEY/build.json: written last, so a build that has it is whole. */
const storedBuildSchema = z.strictObject({
  format: z.literal('pinproof.stored-build/1'),
  key: z.string(),
  source: z.string(),
  setup: z.string(),
  touched: z.array(z.string()),
  /** Of its patches those that are others' (seed.ts); absent in what older versions wrote. */
  foreign: z.array(z.string()).optional(),
  release: z.string(),
  seed: z.string().optional(),
  /** What QEMU boots, beside the vmlinux; absent where that is it. */
  image: z.literal(treeFiles.image).optional(),
  seconds: z.number(),
  objects: z.number().int(),
  warnings: z.array(warningSchema),
});

export type StoredBuild = z.infer<typeof storedBuildSchema>;

export interface Store {
  cache: string;
}

/** The place where every tree is built: one path, for kbuild's own tools write absolute paths into their products. */
export const workTree = ({ cache }: Store): string => join(cache, 'work', 'linux');
export const workLock = ({ cache }: Store): string => join(cache, 'work', 'lock');
export const buildFolder = ({ cache }: Store, key: string): string => join(cache, 'builds', key);
/** Where a tree waits with its objects, to be the start of others. */
export const keptTree = ({ cache }: Store, key: string): string => join(cache, 'trees', key);

const recordPath = (store: Store, key: string): string => join(buildFolder(store, key), 'build.json');

/** A finished build, or undefined. One without its kernel is not finished, whatever its record says. */
export async function findBuild(store: Store, key: string): Promise<StoredBuild | undefined> {
  const build = await readRecord(recordPath(store, key), storedBuildSchema);
  if (build !== undefined) await markUsed(buildFolder(store, key));
  return build !== undefined && (await exists(join(buildFolder(store, key), 'vmlinux'))) ? build : undefined;
}

/** Puts a build's products under its key, the record last. */
export async function storeBuild(
  store: Store,
  build: StoredBuild,
  products: { vmlinux: string; image?: string; config: string; log: string },
): Promise<void> {
  const folder = buildFolder(store, build.key);
  await mkdir(folder, { recursive: true });
  for (const [name, path] of Object.entries(products)) {
    await linkOrCopy(path, join(folder, name === 'log' ? 'build.log' : name));
  }
  await writeRecord(recordPath(store, build.key), build);
}

/** All builds whose trees are kept. */
export async function seeds(store: Store): Promise<SeedCandidate[]> {
  const keys = await readdir(join(store.cache, 'trees')).catch(() => []);
  const builds = await Promise.all(
    keys.map((key) => readRecord(recordPath(store, key), storedBuildSchema).catch(() => undefined)),
  );
  return builds.filter((build) => build !== undefined);
}

/** Marks a kept tree as used now, and removes the ones that were not used for longest. */
export async function touchKeptTree(store: Store, key: string): Promise<void> {
  const folder = join(store.cache, 'trees');
  await markUsed(keptTree(store, key));
  // Eighty thousand files each: how big they are is not asked.
  const old = surplus(await entriesIn(folder, false), cacheLimits.trees, Date.now());
  for (const { entry } of old) await removeFolder(folder, entry.name);
}

/** Removes a kept tree. Its build stays. */
export async function dropKeptTree(store: Store, key: string): Promise<void> {
  await removeFolder(join(store.cache, 'trees'), key);
}

/**
 * How many objects a cold build of a setup compiles, from the last one seen; the figure for a setup never
 * seen is that of Debian's 6.1 with the fragments of November 2026. It serves the estimate of time left only.
 */
export async function expectedObjects(store: Store, setup: string): Promise<number> {
  const text = await readFile(join(store.cache, 'objects', setup), 'utf8').catch(() => '1250');
  return Number(text);
}
