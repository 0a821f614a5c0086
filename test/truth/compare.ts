import { join } from 'node:path';
import { packageRoot } from '../../harness/host/paths.ts';
import type { Context } from '../../harness/pipeline/context.ts';
import { evaluatePlan } from '../../harness/pipeline/evaluate.ts';
import { planOfSuite } from '../../harness/pipeline/planning.ts';
import { suiteSchema } from '../../harness/records/inputs/suite.ts';
import type { PlanCell } from '../../harness/records/run/plan.ts';
import { parseCellId, siteOf } from '../../harness/store/cellId.ts';
import { partOf, type Sample } from '../sample.ts';
import { disagreement, expectedOf, isRacy, type Row, readMatrix } from './matrix.ts';

export interface Agreement {
  row: Row;
  kernel: string;
  filesystem: string;
  /** Its id. */
  cell: string;
  /** device/filesystem/workload/seed */
  site: string;
  expected: string;
  /** Absent where it agrees. */
  disagreement?: string;
}

/** Which cells; all with seed 1 where nothing is chosen. */
export interface Choice {
  /** Only cells that are to be clean, each with one of these seeds in turn. */
  cleanWith?: readonly number[];
  /** Only this share of them. */
  sample?: Sample | undefined;
}

/** Runs the cells of the matrix on every kernel, and says which agree. */
export async function compareWithTruth(context: Context, { cleanWith, sample }: Choice = {}): Promise<Agreement[]> {
  const { kernels, races, rows } = await readMatrix(join(packageRoot, 'test', 'truth', 'matrix.yaml'));
  const [[first, base], ...others] = Object.entries(kernels) as [[string, string], ...[string, string][]];
  const workloads = new Map(
    rows.map(({ workload: name, parameters: given }) => {
      // What a row says and what is usual are one cell.
      const known = Object.entries(context.catalogue.workloads[name]?.parameters ?? {});
      const parameters = Object.fromEntries(known.map(([key, { default: usual }]) => [key, given[key] ?? usual]));
      return [JSON.stringify([name, parameters]), { name, parameters }];
    }),
  );
  const suite = suiteSchema.parse({
    name: 'truth',
    base: { source: base },
    candidates: others.map(([name, source]) => ({ name, source })),
    devices: [...new Set(rows.flatMap(({ devices }) => devices))],
    filesystems: [...new Set(rows.flatMap(({ filesystems }) => filesystems))],
    workloads: [...workloads.values()],
    seeds: cleanWith ?? [...new Set(rows.map(({ seed }) => seed))],
  });
  const all = await planOfSuite(suite, context.catalogue, { folder: packageRoot, name: 'truth' });
  const known = all.cells.flatMap((cell) => {
    const kernel = cell.tree === 'base' ? first : cell.tree;
    return rows.flatMap((row) => {
      const expected = expectedOf(row, kernel, cell, all.workloads);
      const meant = cleanWith !== undefined || cell.seed === row.seed;
      return expected === undefined || !meant ? [] : [{ row, kernel, cell, expected }];
    });
  });
  const certain = known.filter(({ kernel, cell, expected }) => expected === 'pass' && !isRacy(races, kernel, cell));
  const chosen = cleanWith === undefined ? known : oneSeedEach(certain, cleanWith);
  const expectations = sample === undefined ? chosen : sampled(chosen, sample);
  const cells = new Set(expectations.map(({ cell }) => cell));
  // A kernel of which no cell is asked for is not built.
  const trees = all.trees.filter(({ id }) => [...cells].some(({ tree }) => tree === id));
  const verdict = await evaluatePlan(context, { ...all, trees, cells: [...cells] });
  const judged = new Map(verdict.cells.map((each) => [each.id, each]));
  return expectations.map(({ row, kernel, cell, expected }) => {
    const found = judged.get(cell.id);
    const why = found === undefined ? 'it was not judged' : disagreement(expected, found);
    const site = siteOf(cell.id);
    const { filesystem } = cell;
    return { row, kernel, filesystem, cell: cell.id, site, expected, ...(why !== undefined && { disagreement: why }) };
  });
}

/** The cells of the sample's kernel, by their checkpoints. */
function sampled<T extends { kernel: string; cell: PlanCell }>(all: readonly T[], sample: Sample): T[] {
  const ofKernel = all.filter(({ kernel }) => kernel === sample.kernel);
  return partOf(ofKernel, ({ cell: { device, filesystem } }) => `${device}/${filesystem}`, sample);
}

/** Each site once: the first with the first seed, the next with the next one. */
function oneSeedEach<T extends { cell: PlanCell }>(all: readonly T[], seeds: readonly number[]): T[] {
  const sites = Map.groupBy(all, ({ cell }) =>
    [cell.tree, cell.device, cell.filesystem, parseCellId(cell.id).workload].join('/'),
  );
  return [...sites.values()].flatMap((members, index) =>
    members.filter(({ cell }) => cell.seed === seeds[index % seeds.length]),
  );
}
