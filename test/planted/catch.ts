import { join } from 'node:path';
import { packageRoot } from '../../harness/host/paths.ts';
import type { Context } from '../../harness/pipeline/context.ts';
import { evaluatePlan } from '../../harness/pipeline/evaluate.ts';
import { planOfSuite } from '../../harness/pipeline/planning.ts';
import { suiteSchema } from '../../harness/records/inputs/suite.ts';
import type { JudgedCell } from '../../harness/records/run/verdict.ts';
import { type Assessment, assess, type Bug, cellOf, readPlanted, type Site } from './planted.ts';

export interface Assessed extends Assessment {
  bug: Bug;
  /** Of its four cells, without the tree and the seed. */
  site: string;
}

const folder = join(packageRoot, 'test', 'planted');

/**
 * Builds each kernel with all of its bugs planted, runs the four cells of each bug, and says which were caught.
 * @param wanted which bugs; all where absent
 */
export async function catchBugs(context: Context, wanted: (bug: Bug) => boolean = () => true): Promise<Assessed[]> {
  const { kernels, bugs } = await readPlanted(join(folder, 'planted.yaml'));
  const groups = Map.groupBy(bugs.filter(wanted), ({ kernel, flavour }) => `${kernel}-${flavour}`);
  const assessed: Assessed[] = [];
  for (const [name, members] of groups) {
    const run = context.run.part(name);
    assessed.push(...(await catchOnOneTree({ ...context, run }, name, members, kernels)));
  }
  return assessed;
}

async function catchOnOneTree(
  context: Context,
  name: string,
  bugs: readonly Bug[],
  kernels: Record<string, string>,
): Promise<Assessed[]> {
  const sites = bugs.flatMap(({ cell, twin }) => [cell, twin]);
  const [{ kernel, flavour }] = bugs as [Bug];
  const suite = suiteSchema.parse({
    name: `planted-${name}`,
    base: { source: kernels[kernel], series: kernel },
    flavour,
    devices: unique(sites.map(({ device }) => device)),
    filesystems: unique(sites.map(({ filesystem }) => filesystem)),
    workloads: uniqueBy(
      sites.map(({ workload, parameters }) => ({ name: workload, parameters })),
      (each) => JSON.stringify(each),
    ),
    seeds: unique(sites.map(({ seed }) => seed)),
  });
  const plan = await planOfSuite(suite, context.catalogue, { folder, name });
  const cell = (site: Site, bug: number) => cellOf(site, bug, plan.cells, plan.workloads);
  const quartets = bugs.map((bug) => ({
    bug,
    cells: [cell(bug.cell, 0), cell(bug.cell, bug.bug), cell(bug.twin, 0), cell(bug.twin, bug.bug)] as const,
  }));
  const cells = uniqueBy(
    quartets.flatMap((each) => each.cells),
    ({ id }) => id,
  );
  const verdict = await evaluatePlan(context, { ...plan, cells });
  const judged = new Map(verdict.cells.map((each) => [each.id, each]));
  return quartets.map(({ bug, cells }) => {
    const [without, planted, twinWithout, twinWith] = cells.map(({ id }) => judged.get(id) as JudgedCell) as [
      JudgedCell,
      JudgedCell,
      JudgedCell,
      JudgedCell,
    ];
    const site = cells[1].id.split('/').slice(1, -1).join('/');
    return { bug, site, ...assess(bug, { without, with: planted, twinWithout, twinWith }) };
  });
}

const unique = <T>(all: readonly T[]): T[] => [...new Set(all)];

function uniqueBy<T>(all: readonly T[], key: (one: T) => string): T[] {
  return [...new Map(all.map((one) => [key(one), one])).values()];
}
