import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { contentKey } from '../../host/hash.ts';
import { packageRoot } from '../../host/paths.ts';
import { isOurs } from '../../host/sandbox/demand.ts';
import type { PlanTree } from '../../records/run/plan.ts';
import { entriesIn, markUsed, removeFolder } from '../../store/retention/folders.ts';
import { cacheLimits } from '../../store/retention/limits.ts';
import { surplus } from '../../store/retention/surplus.ts';

/**
 * Who compiles can put anything under any key of ccache's, so what a stranger's makefile writes must never be an answer
 * to someone else. Trees of ours (Debian's sources, pinproof's series) write into one cache. Everything else writes into its
 * own, one for each place that its code comes from, and reads that of its base, of which most of its files are.
 */
export interface CompilerCache {
  /** Read and written. */
  own: string;
  /** Asked first, and never written. */
  shared?: string;
}

/** Whose compiler cache a tree uses, without the place where it is: `ours`, or the content address of the code's origin. */
export interface CompilerNames {
  own: string;
  shared?: string;
}

const ours = 'ours';

/** Returns the names of the compiler caches of a tree. @param base the tree that it is a candidate to, which may be itself */
export async function compilersOf(tree: PlanTree, base: PlanTree): Promise<CompilerNames> {
  const nameOf = async (one: PlanTree): Promise<string> =>
    (await isOurs(one)) ? ours : contentKey({ source: one.source, series: one.series });
  const [own, below] = [await nameOf(tree), await nameOf(base)];
  return own === ours ? { own } : { own, shared: below === own ? ours : below };
}

/** Returns the compiler caches of these names in a cache, and makes them. Removes those that were not used for longest. */
export async function compilerCacheOf(cache: string, { own, shared }: CompilerNames): Promise<CompilerCache> {
  const folder = join(cache, 'ccaches');
  const placeOf = async (name: string): Promise<string> => {
    const place = name === ours ? join(cache, 'ccache') : join(folder, name);
    await mkdir(place, { recursive: true });
    if (name !== ours) await markUsed(place);
    return place;
  };
  const places = { own: await placeOf(own), ...(shared !== undefined && { shared: await placeOf(shared) }) };
  const old = surplus(await entriesIn(folder, false), cacheLimits.ccaches, Date.now());
  for (const { entry } of old) await removeFolder(folder, entry.name);
  return places;
}

/** ccache's prefix: called for what the shared cache does not have. */
export const secondCache = join(packageRoot, 'harness', 'second-ccache.sh');

/** ccache's variables (its manual, "Configuration options"). */
export function ccacheVariables({ own, shared }: CompilerCache): Record<string, string> {
  // Misses need no preprocessor run of their own: kbuild's -MMD lists the headers for ccache.
  const always = { CCACHE_DEPEND: '1' };
  // ccache takes words of its prefix for several prefixes.
  if (shared === undefined || /\s/.test(secondCache)) return { ...always, CCACHE_DIR: own, CCACHE_MAXSIZE: '10G' };
  return {
    ...always,
    CCACHE_DIR: shared,
    CCACHE_READONLY: '1',
    CCACHE_TEMPDIR: '/tmp',
    CCACHE_PREFIX: secondCache,
    SECOND_CCACHE_DIR: own,
    SECOND_CCACHE_MAXSIZE: '2G',
  };
}
