import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { exists } from '../host/folders.ts';
import { type Candidate, candidateSchema } from '../records/inputs/candidate.ts';
import type { LocatedIssue } from '../records/inputs/known.ts';
import { defaultRepeats, type Suite } from '../records/inputs/suite.ts';
import type { Workload } from '../records/inputs/workload.ts';
import type { Plan, PlanCell, PlanTree } from '../records/run/plan.ts';
import { formatCellId } from '../store/cellId.ts';
import { type Catalogue, defaultMachine } from '../suite/catalogue.ts';
import { checkName } from '../suite/suite.ts';
import { inputError } from '../text/errors.ts';
import { type Located, readYaml } from '../text/yaml.ts';
import { scheduleOf } from './schedule.ts';

/** What is to be known of a suite beside itself. */
export interface SuitePlace {
  /** Its relative paths are relative to it. */
  folder: string;
  /** What it is called where it has no name. */
  name: string;
  /** Its known issues (readKnown()), which only its text has places for. */
  known?: readonly LocatedIssue[];
  /** Where its series were before they were brought to disk, by path. */
  origins?: Readonly<Record<string, string>>;
}

/**
 * Spells a suite out: every tree, every cell, every parameter.
 * @throws input error where a series or fragment is not there, or a candidate.yaml has a mistake
 */
export async function makePlan(
  suite: Suite,
  catalogue: Catalogue,
  { folder, name, known = [], origins = {} }: SuitePlace,
): Promise<Plan> {
  const trees = await treesOf(suite, catalogue, folder);
  const workloads = suite.workloads.map((entry) =>
    typeof entry === 'string' ? { name: entry, parameters: {} } : entry,
  );
  const usual = defaultMachine(catalogue);
  const { machine = usual } = suite;
  return {
    format: 'pinproof.plan/1',
    name: suite.name ?? name,
    ...(machine !== usual && { machine }),
    flavour: suite.flavour,
    engine: suite.engine,
    thresholds: suite.thresholds,
    fragments: [
      ...(catalogue.fragments[machine]?.[suite.flavour] ?? []),
      ...(await Promise.all(suite.fragments.map((path) => thatExists(resolve(folder, path), 'fragment')))),
    ],
    trees,
    ...(Object.keys(origins).length > 0 && { origins }),
    workloads: Object.fromEntries(
      workloads.flatMap(({ name: used }) => {
        const workload = catalogue.workloads[used];
        return workload === undefined ? [] : [[used, workload]];
      }),
    ),
    known: [...known],
    cells: cellsOf(suite, trees, workloads, catalogue),
  };
}

async function treesOf({ base, candidates }: Suite, catalogue: Catalogue, folder: string): Promise<PlanTree[]> {
  const source = (text: string): string => absoluteSource(text, folder);
  const baseSeries = await seriesPaths(base.series, folder);
  const trees: PlanTree[] = [
    { id: 'base', source: source(base.source), series: baseSeries, baseSeries: baseSeries.length },
  ];
  for (const { name, source: own, series } of candidates) {
    const added = await seriesPaths(series, folder);
    const inherited = own === undefined && series !== undefined ? baseSeries : [];
    const candidate = await candidateOf(added, catalogue);
    trees.push({
      id: name,
      source: source(own ?? base.source),
      series: [...inherited, ...added],
      baseSeries: inherited.length,
      ...(candidate && { candidate }),
    });
  }
  return trees;
}

/** A candidate without a series of its own is the base's source alone: that is how a series is taken away. */
async function seriesPaths(series: string | string[] | undefined, folder: string): Promise<string[]> {
  const paths = series === undefined ? [] : [series].flat();
  return Promise.all(paths.map((path) => thatExists(resolve(folder, path), 'series')));
}

async function thatExists(path: string, what: string): Promise<string> {
  if (await exists(path)) return path;
  throw inputError({ what: `there is no such ${what}`, where: path });
}

/** candidate.yaml beside the patches: in the folder, or beside the mbox. */
async function candidateOf(series: readonly string[], catalogue: Catalogue): Promise<Candidate | undefined> {
  for (const path of series) {
    for (const folder of [path, dirname(path)]) {
      const file = join(folder, 'candidate.yaml');
      if (!(await exists(file))) continue;
      const read = readYaml(await readFile(file, 'utf8'), relative(process.cwd(), file), candidateSchema);
      checkClaims(read, catalogue);
      return read.value;
    }
  }
  return undefined;
}

/** A claim for a workload that there is not would never count, and the candidate would seem to have regressed. */
function checkClaims({ value, where }: Located<Candidate>, { workloads, filesystems, devices }: Catalogue): void {
  for (const [index, claim] of value.claims.entries()) {
    const at = (...path: PropertyKey[]) => where(['claims', index, ...path]);
    if ('costs' in claim) continue;
    if ('refuses' in claim) {
      for (const [place, name] of claim.workloads.entries())
        checkName('workload', name, workloads, () => at('workloads', place));
      continue;
    }
    const [key, workload] = 'passes' in claim ? ['passes', claim.passes] : ['fails', claim.fails];
    checkName('workload', workload, workloads, () => at(key));
    for (const name of Object.keys(claim.parameters ?? {}))
      checkName('parameter', name, workloads[workload]?.parameters ?? {}, () => at('parameters', name));
    for (const [place, name] of (claim.filesystems ?? []).entries())
      checkName('filesystem', name, filesystems, () => at('filesystems', place));
    for (const [place, name] of (claim.devices ?? []).entries())
      checkName('device', name, devices, () => at('devices', place));
  }
}

/** A source's relative path made absolute; the forms with a prefix are left for the build stage to read. */
function absoluteSource(text: string, folder: string): string {
  if (text.startsWith('debian:')) return text;
  if (text.startsWith('git:')) {
    const [, path = '', rest = ''] = /^git:([^#]*)(.*)$/.exec(text) ?? [];
    return `git:${resolve(folder, path)}${rest}`;
  }
  return isAbsolute(text) ? text : resolve(folder, text);
}

/** What a workload is called in a cell's id: with the words that were given to it, where they are not the usual ones. */
function labelOf(name: string, given: PlanCell['parameters'], workload: Workload | undefined): string {
  const words = Object.entries(workload?.parameters ?? {}).flatMap(([key, parameter]) => {
    const value = given[key];
    return 'values' in parameter && value !== undefined && value !== parameter.default ? [value] : [];
  });
  return [name, ...words].join('+');
}

type Run = Pick<PlanCell, 'tree' | 'repeat'>;

function cellsOf(
  { devices, filesystems, seeds, engine, repeats }: Suite,
  trees: readonly PlanTree[],
  workloads: readonly { name: string; parameters: PlanCell['parameters'] }[],
  catalogue: Catalogue,
): PlanCell[] {
  const runs: Run[] =
    engine === 'native' ? interleaved(trees, repeats ?? defaultRepeats) : trees.map(({ id }) => ({ tree: id }));
  const cells: PlanCell[] = [];
  for (const device of devices) {
    for (const filesystem of filesystems) {
      const seen = new Map<string, number>();
      for (const { name, parameters } of workloads) {
        const workload = catalogue.workloads[name];
        const label = labelOf(name, parameters, workload);
        const count = (seen.get(label) ?? 0) + 1;
        seen.set(label, count);
        const defaults = Object.entries(workload?.parameters ?? {}).map(([key, { default: value }]) => [key, value]);
        for (const seed of seeds) {
          for (const { tree, ...run } of runs) {
            const named = count === 1 ? label : `${label}+${count}`;
            cells.push({
              id: formatCellId({ tree, device, filesystem, workload: named, seed: String(seed), ...run }),
              tree,
              device,
              filesystem,
              workload: name,
              parameters: { ...Object.fromEntries(defaults), ...parameters },
              needs: [...new Set([...(workload?.needs ?? []), ...(catalogue.devices[device]?.needs ?? [])])],
              seed,
              // Native guests have a schedule of their own each time.
              schedule: engine === 'deterministic' ? scheduleOf(seed) : {},
              ...run,
            });
          }
        }
      }
    }
  }
  return cells;
}

/**
 * The runs of one site, in the order in which they are to happen: each repeat of every tree before the next repeat of
 * any, and each time another tree first. Whatever changes on the host meanwhile (its load, its heat, what it caches)
 * meets all trees alike, and no tree is always the one that runs behind another.
 */
export function interleaved(trees: readonly PlanTree[], repeats: number): Run[] {
  return Array.from({ length: repeats }, (_, index) => {
    const first = index % trees.length;
    return [...trees.slice(first), ...trees.slice(0, first)].map(({ id: tree }) => ({ tree, repeat: index + 1 }));
  }).flat();
}
