import type { Comparison, JudgedCell, VerdictRecord } from '../records/run/verdict.ts';
import { parseSite, siteOf, treeOf } from '../store/cellId.ts';

/** Where a workload ran: the part of a cell's id that base and candidates share. */
export interface Site {
  /** device/filesystem/workload/seed */
  id: string;
  device: string;
  filesystem: string;
  workload: string;
  seed: string;
}

/** All sites of a verdict, workload by workload, otherwise in the order of the plan. */
export function sitesOf({ cells }: VerdictRecord): Site[] {
  const sites = new Map(cells.map(({ id }) => [siteOf(id), readSite(siteOf(id))]));
  return [...Map.groupBy(sites.values(), ({ workload }) => workload).values()].flat();
}

/** The runs of a tree at a site: on the deterministic engine one, on the native one its repeats; none where the plan has none. */
export function runsAt({ cells }: VerdictRecord, tree: string, site: Site): JudgedCell[] {
  const runs = remembered(runIndexes, cells, () => Map.groupBy(cells, ({ id }) => `${treeOf(id)}/${siteOf(id)}`));
  return runs.get(`${tree}/${site.id}`) ?? [];
}

/** What a candidate changed at a site. */
export function comparisonAt({ comparisons }: VerdictRecord, candidate: string, site: Site): Comparison | undefined {
  const found = remembered(comparisonIndexes, comparisons, () =>
    Map.groupBy(comparisons, (each) => `${each.candidate}/${each.cell}`),
  );
  return found.get(`${candidate}/${site.id}`)?.[0];
}

/** Reports ask for each site of each tree several times over: without these, all formats of 1086 cells took three times as long. */
const runIndexes = new WeakMap<readonly JudgedCell[], Map<string, JudgedCell[]>>();
const comparisonIndexes = new WeakMap<readonly Comparison[], Map<string, Comparison[]>>();

function remembered<Key extends object, Value>(known: WeakMap<Key, Value>, key: Key, make: () => Value): Value {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

/** `base` first, then the candidates in the order of the suite. */
export function treesOf({ trees }: VerdictRecord): string[] {
  const names = Object.keys(trees);
  return [...names.filter((name) => name === 'base'), ...names.filter((name) => name !== 'base')];
}

const readSite = (id: string): Site => ({ id, ...parseSite(id) });

export interface Axes {
  device: boolean;
  seed: boolean;
}

/** Which axes a reader has to know: those that have more than one value. */
export function axesOf(sites: readonly Site[]): Axes {
  return {
    device: new Set(sites.map(({ device }) => device)).size > 1,
    seed: new Set(sites.map(({ seed }) => seed)).size > 1,
  };
}

/** A site without its workload: `ext4`, `ext4 on dif1-dix1, seed 2`. */
export function describeSite({ device, filesystem, seed }: Site, axes: Axes): string {
  return `${filesystem}${axes.device ? ` on ${device}` : ''}${axes.seed ? ` seed ${seed}` : ''}`;
}

/** The most seeds of a cell that have a row each. */
const mostSeeds = 4;

/** The sites of each row: one; or, where there are many seeds, all that differ in nothing else. */
export function rowsOf(sites: readonly Site[]): Site[][] {
  const groups = [
    ...Map.groupBy(sites, ({ device, filesystem, workload }) => [workload, filesystem, device].join(' ')),
  ];
  return groups.flatMap(([, members]) => (members.length > mostSeeds ? [members] : members.map((site) => [site])));
}
