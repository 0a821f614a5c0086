import { isAbsolute, join, relative, resolve } from 'node:path';
import { cacheFolder, packageRoot } from '../host/paths.ts';
import type { Plan } from '../records/run/plan.ts';

/** Folders that every machine has, each at another place: by the word that stands for it in a record. */
const folders = { cache: () => cacheFolder(), package: () => packageRoot } as const;

/** What every checkout and every installed package has. */
const shipped = /^(?:kconfigs|candidates|workloads|vm|test\/(?:planted|truth))\//;

/**
 * Writes a path so that it means the same on another machine: `package:candidates/refuse`, `cache:series/KEY`, or relative
 * to the folder of the run.
 * @param path absolute
 */
export function portablePath(path: string, runFolder: string): string {
  for (const [word, folder] of Object.entries(folders)) {
    const inside = relative(folder(), path);
    if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) continue;
    // A checkout may have runs and a user's own series in it, which another machine's has not.
    if (word === 'package' && !shipped.test(inside)) continue;
    return `${word}:${inside}`;
  }
  return relative(resolve(runFolder), path);
}

/** Returns the absolute path that portablePath() wrote; an absolute path, as older versions wrote, is left as it is. */
export function pathHere(text: string, runFolder: string): string {
  for (const [word, folder] of Object.entries(folders)) {
    if (text.startsWith(`${word}:`)) return join(folder(), text.slice(word.length + 1));
  }
  return resolve(runFolder, text);
}

/** Replaces the path in a source as a suite names it; `debian:PACKAGE` has none. */
function inSource(source: string, change: (path: string) => string): string {
  if (source.startsWith('debian:')) return source;
  const [, path, rest = ''] = /^git:([^#]*)(.*)$/.exec(source) ?? [];
  return path === undefined ? change(source) : `git:${change(path)}${rest}`;
}

/** Returns a plan with each of its paths replaced. */
export function withPaths(plan: Plan, change: (path: string) => string): Plan {
  return {
    ...plan,
    fragments: plan.fragments.map(change),
    trees: plan.trees.map((tree) => ({
      ...tree,
      source: inSource(tree.source, change),
      series: tree.series.map(change),
    })),
    ...(plan.origins && {
      origins: Object.fromEntries(Object.entries(plan.origins).map(([path, origin]) => [change(path), origin])),
    }),
  };
}
