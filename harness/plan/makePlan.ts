import type { LocatedIssue } from '../records/inputs/known.ts';
import { defaultRepeats, type Suite } from '../records/inputs/suite.ts';
import type { Workload } from '../records/inputs/workload.ts';
import type { Plan, PlanCell, PlanTree } from '../records/run/plan.ts';
import { formatCellId } from '../store/cellId.ts';
import { type Catalogue, defaultMachine } from '../suite/catalogue.ts';
import type { SettledSuite } from '../suite/settle.ts';
import { scheduleOf } from './schedule.ts';

/** What a plan needs beside its suite. */
export interface PlanFacts {
  /** What it is called where the suite has no name. */
  name: string;
  /** The suite's known issues (readKnown()), which only its text has places for. */
  known?: readonly LocatedIssue[];
  /** Where its series were before they were brought to disk, by path. */
  origins?: Readonly<Record<string, string>>;
}

/** Spells a suite out: every tree, every cell, every parameter. Pure: what is on disk was looked up by settleSuite(). */
export function makePlan(
  { suite, trees, fragments }: SettledSuite,
  catalogue: Catalogue,
  { name, known = [], origins = {} }: PlanFacts,
): Plan {
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
    fragments: [...(catalogue.fragments[machine]?.[suite.flavour] ?? []), ...fragments],
    trees: [...trees],
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
