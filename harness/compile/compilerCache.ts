import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { contentKey } from '../host/hash.ts';
import { packageRoot } from '../host/paths.ts';
import { isOurs } from '../host/sandbox/demand.ts';
import type { PlanTree } from '../records/run/plan.ts';
import { entriesIn, markUsed, removeFolder } from '../store/retention/folders.ts';
import { cacheLimits } from '../store/retention/limits.ts';
import { surplus } from '../store/retention/surplus.ts';

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

/** @param base the tree that it is a candidate to, which may be itself */
export async function compilerCacheOf(cache: string, tree: PlanTree, base: PlanTree): Promise<CompilerCache> {
  const ours = join(cache, 'ccache');
  const folder = join(cache, 'ccaches');
  const placeOf = async (one: PlanTree): Promise<string> =>
    (await isOurs(one)) ? ours : join(folder, contentKey({ source: one.source, series: one.series }));
  const [own, below] = [await placeOf(tree), await placeOf(base)];
  const shared = below === own ? ours : below;
  for (const place of new Set([own, shared])) {
    await mkdir(place, { recursive: true });
    if (place !== ours) await markUsed(place);
  }
  const old = surplus(await entriesIn(folder, false), cacheLimits.ccaches, Date.now());
  for (const { entry } of old) await removeFolder(folder, entry.name);
  return own === ours ? { own } : { own, shared };
}

/** ccache's prefix: called for what the shared cache does not have. */
export const secondCache = join(packageRoot, 'harness', 'second-ccache.sh');

/** ccache's variables (its manual, "Configuration options"). */
export function ccacheVariables({ own, shared }: CompilerCache): Record<string, string> {
  // Misses need no preprocessor run of their own: kbuild's -MMD tells ccache the headers.
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
