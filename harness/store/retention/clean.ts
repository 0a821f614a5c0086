import { join } from 'node:path';
import { removeStale } from '../removeStale.ts';
import { entriesIn, removeFolder, sizeOf } from './folders.ts';
import { cacheLimits, type Limit } from './limits.ts';
import { type Entry, surplus, type Why } from './surplus.ts';

/** What became of the folders of one kind. */
export interface Cleaned {
  what: string;
  kept: number;
  removed: { name: string; why: Why; bytes: number }[];
}

export interface CleanOptions {
  /** Nothing is removed. */
  dryRun: boolean;
  /** Milliseconds since 1970. */
  now: number;
}

/** Removes what is beyond the limits of the cache, and what dead processes left. The caller holds the lock of lib/lease. */
export async function cleanCache(
  cache: string,
  options: CleanOptions,
  limits: Readonly<Record<string, Limit>> = cacheLimits,
): Promise<Cleaned[]> {
  const results: Cleaned[] = [];
  for (const [name, limit] of Object.entries(limits)) {
    const folder = join(cache, name);
    if (!options.dryRun) await removeStale(folder);
    const measured = limit.bytes !== undefined || limit.keepShared === true;
    results.push(await cleanFolder(folder, await entriesIn(folder, measured), limit, options));
  }
  return results;
}

/** Removes those of the entries of a folder that are beyond a limit. */
export async function cleanFolder(
  parent: string,
  entries: readonly Entry[],
  limit: Limit,
  { dryRun, now }: CleanOptions,
): Promise<Cleaned> {
  const removed: Cleaned['removed'] = [];
  for (const { entry, why } of surplus(entries, limit, now)) {
    // Measured late: one may share a kernel with another that has just gone.
    const { bytes } = await sizeOf(join(parent, entry.name));
    if (!dryRun) await removeFolder(parent, entry.name);
    removed.push({ name: entry.name, why, bytes });
  }
  return { what: limit.what, kept: entries.length - removed.length, removed };
}
