import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { readYaml } from '../../harness/lib/yamlFile.ts';
import type { PlanCell } from '../../harness/records/plan.ts';
import { nameSchema, parameterValueSchema } from '../../harness/records/suite.ts';
import type { JudgedCell } from '../../harness/records/verdict.ts';
import type { Workload } from '../../harness/records/workload.ts';

/** Those of a row that names none. */
const usualFilesystems = ['ext4', 'xfs', 'btrfs'];
const outcomeSchema = z
  .string()
  .regex(/^(pass|fail( \S+)+|refused \S+ E[A-Z]+)$/, 'pass, fail KIND..., or refused CALL ERRNO');

export const matrixSchema = z.strictObject({
  kernels: z.record(nameSchema, z.string()),
  rows: z.array(
    z.strictObject({
      row: z.string(),
      what: z.string(),
      /** Where it fails, the kernel is wrong, and this says how. */
      finding: z.string().optional(),
      workload: nameSchema,
      parameters: z.record(z.string(), parameterValueSchema).default({}),
      devices: z.array(nameSchema).min(1),
      filesystems: z.array(nameSchema).min(1).default(usualFilesystems),
      expect: z.record(nameSchema, z.union([outcomeSchema, z.record(nameSchema, outcomeSchema)])),
    }),
  ),
});

export type Matrix = z.infer<typeof matrixSchema>;
export type Row = Matrix['rows'][number];

export async function readMatrix(path: string): Promise<Matrix> {
  return readYaml(await readFile(path, 'utf8'), path, matrixSchema).value;
}

/** What a row expects of a cell on a kernel; undefined where it is no cell of the row. */
export function expectedOf(
  row: Row,
  kernel: string,
  cell: PlanCell,
  workloads: Record<string, Workload>,
): string | undefined {
  const defaults = Object.entries(workloads[row.workload]?.parameters ?? {}).map(([key, { default: value }]) => [
    key,
    value,
  ]);
  const parameters: Record<string, string | number> = { ...Object.fromEntries(defaults), ...row.parameters };
  const same = Object.entries(parameters).every(([key, value]) => cell.parameters[key] === value);
  const placed = row.devices.includes(cell.device) && row.filesystems.includes(cell.filesystem);
  if (cell.workload !== row.workload || !placed || !same) return undefined;
  const expected = row.expect[kernel];
  return typeof expected === 'object' ? expected[cell.filesystem] : expected;
}

/** How a cell disagrees with what is expected of it; undefined where it agrees. More than is expected is agreed with. */
export function disagreement(
  expected: string,
  { status, failures, refusals, reasons }: JudgedCell,
): string | undefined {
  const [wanted, ...facts] = expected.split(' ');
  const found = new Set([...failures.map(({ kind }) => kind), ...refusals.flatMap(({ call, error }) => [call, error])]);
  const seen = [status, ...found, ...(failures.length === 0 && status !== 'refused' ? reasons : [])].join(' ');
  if (status !== wanted) return `expected ${expected}, and it is ${seen}`;
  const missing = facts.filter((fact) => !found.has(fact));
  return missing.length === 0 ? undefined : `expected ${expected}, and there is no ${missing.join(', ')}: ${seen}`;
}
