import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { exists } from '../host/folders.ts';
import { type Candidate, candidateSchema } from '../records/inputs/candidate.ts';
import type { Suite } from '../records/inputs/suite.ts';
import type { PlanTree } from '../records/run/plan.ts';
import { inputError } from '../text/errors.ts';
import { type Located, readYaml } from '../text/yaml.ts';
import type { Catalogue } from './catalogue.ts';
import { checkName } from './suite.ts';

/** A suite with all that it names on disk looked up: paths are absolute, and what stands there was read. */
export interface SettledSuite {
  suite: Suite;
  /** `base` first. */
  trees: readonly PlanTree[];
  /** Paths of the suite's own config fragments. */
  fragments: readonly string[];
}

/**
 * Looks up what a suite names on disk: its series, the candidate.yaml beside them, its config fragments.
 * @param folder to which relative paths of the suite are relative
 * @throws input error where a series or fragment is not there, or a candidate.yaml has a mistake
 */
export async function settleSuite(suite: Suite, catalogue: Catalogue, folder: string): Promise<SettledSuite> {
  const trees = await treesOf(suite, catalogue, folder);
  const fragments = suite.fragments.map((path) => thatExists(resolve(folder, path), 'fragment'));
  return { suite, trees, fragments: await Promise.all(fragments) };
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
