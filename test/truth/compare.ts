import { join } from 'node:path';
import { packageRoot } from '../../harness/host/paths.ts';
import type { Context } from '../../harness/pipeline/context.ts';
import { evaluatePlan } from '../../harness/pipeline/evaluate.ts';
import { makePlan } from '../../harness/plan/makePlan.ts';
import { suiteSchema } from '../../harness/records/inputs/suite.ts';
import type { PlanCell } from '../../harness/records/run/plan.ts';
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

/** Which cells: all with seed 1, or those that are to be clean, each with one of these seeds in turn. */
export type Choice = { cleanWith: readonly number[] } | undefined;

/** Runs the cells of the matrix on every kernel, and says which agree. */
export async function compareWithTruth(context: Context, choice?: Choice): Promise<Agreement[]> {
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
    seeds: choice?.cleanWith ?? [...new Set(rows.map(({ seed }) => seed))],
  });
  const all = await makePlan(suite, context.catalogue, { folder: packageRoot, name: 'truth' });
  const known = all.cells.flatMap((cell) => {
    const kernel = cell.tree === 'base' ? first : cell.tree;
    return rows.flatMap((row) => {
      const expected = expectedOf(row, kernel, cell, all.workloads);
      const meant = choice !== undefined || cell.seed === row.seed;
      return expected === undefined || !meant ? [] : [{ row, kernel, cell, expected }];
    });
  });
  const certain = known.filter(({ kernel, cell, expected }) => expected === 'pass' && !isRacy(races, kernel, cell));
  const expectations = choice === undefined ? known : oneSeedEach(certain, choice.cleanWith);
  const cells = new Set(expectations.map(({ cell }) => cell));
  const verdict = await evaluatePlan(context, { ...all, cells: [...cells] });
  const judged = new Map(verdict.cells.map((each) => [each.id, each]));
  return expectations.map(({ row, kernel, cell, expected }) => {
    const found = judged.get(cell.id);
    const why = found === undefined ? 'it was not judged' : disagreement(expected, found);
    const site = cell.id.slice(cell.tree.length + 1);
    const { filesystem } = cell;
    return { row, kernel, filesystem, cell: cell.id, site, expected, ...(why !== undefined && { disagreement: why }) };
  });
}

/** Each site once: the first with the first seed, the next with the next one. */
function oneSeedEach<T extends { cell: PlanCell }>(all: readonly T[], seeds: readonly number[]): T[] {
  const sites = Map.groupBy(all, ({ cell }) => cell.id.replace(/\d+$/, ''));
  return [...sites.values()].flatMap((members, index) =>
    members.filter(({ cell }) => cell.seed === seeds[index % seeds.length]),
  );
}
