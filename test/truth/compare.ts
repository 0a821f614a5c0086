import { join } from 'node:path';
import type { Context } from '../../harness/cli/stages.ts';
import { bootStage, buildStage, judgeStage, recordPath, runStage } from '../../harness/cli/stages.ts';
import { packageRoot } from '../../harness/lib/paths.ts';
import { writeRecord } from '../../harness/lib/records.ts';
import { makePlan } from '../../harness/plan/makePlan.ts';
import { suiteSchema } from '../../harness/records/suite.ts';
import { disagreement, expectedOf, readMatrix } from './matrix.ts';

export interface Agreement {
  row: string;
  what: string;
  kernel: string;
  /** device/filesystem/workload/seed */
  site: string;
  expected: string;
  /** Absent where it agrees. */
  disagreement?: string;
}

/** Runs every cell of the matrix on every kernel, and says which agree. */
export async function compareWithTruth(context: Context): Promise<Agreement[]> {
  const { kernels, rows } = await readMatrix(join(packageRoot, 'test', 'truth', 'matrix.yaml'));
  const [[first, base], ...others] = Object.entries(kernels) as [[string, string], ...[string, string][]];
  const workloads = new Map(
    rows.map(({ workload, parameters }) => [JSON.stringify([workload, parameters]), { name: workload, parameters }]),
  );
  const suite = suiteSchema.parse({
    name: 'truth',
    base: { source: base },
    candidates: others.map(([name, source]) => ({ name, source })),
    devices: [...new Set(rows.flatMap(({ devices }) => devices))],
    workloads: [...workloads.values()],
  });
  const all = await makePlan(suite, context.catalogue, { folder: packageRoot, name: 'truth' });
  const expectations = all.cells.flatMap((cell) => {
    const kernel = cell.tree === 'base' ? first : cell.tree;
    return rows.flatMap((row) => {
      const expected = expectedOf(row, kernel, cell, all.workloads);
      return expected === undefined ? [] : [{ row, kernel, cell, expected }];
    });
  });
  const cells = expectations.map(({ cell }) => cell);
  await writeRecord(recordPath(context.runFolder, 'plan'), { ...all, cells: [...new Set(cells)] });
  await buildStage(context);
  await bootStage(context);
  await runStage(context);
  const verdict = await judgeStage(context);
  return expectations.map(({ row, kernel, cell, expected }) => {
    const judged = verdict.cells.find(({ id }) => id === cell.id);
    const why = judged === undefined ? 'it was not judged' : disagreement(expected, judged);
    const site = cell.id.slice(cell.tree.length + 1);
    return { row: row.row, what: row.what, kernel, site, expected, ...(why !== undefined && { disagreement: why }) };
  });
}
