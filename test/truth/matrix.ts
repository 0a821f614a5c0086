import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { nameSchema, parameterValueSchema } from '../../harness/records/inputs/suite.ts';
import type { Workload } from '../../harness/records/inputs/workload.ts';
import type { PlanCell } from '../../harness/records/run/plan.ts';
import type { JudgedCell } from '../../harness/records/run/verdict.ts';
import { readYaml } from '../../harness/text/yaml.ts';

/** Those of a row that names none. */
const usualFilesystems = ['ext4', 'xfs', 'btrfs'];
const outcomeSchema = z
  .string()
  .regex(/^(pass|fail( \S+)+|refused \S+ E[A-Z]+)$/, 'pass, fail KIND... -KIND..., or refused CALL ERRNO');

const parametersSchema = z.record(z.string(), parameterValueSchema);

/** Where a kernel goes wrong now and then: what is clean with one seed need not be with another. */
const raceSchema = z.strictObject({
  what: z.string(),
  kernel: nameSchema,
  filesystems: z.array(nameSchema).min(1),
  workloads: z.array(nameSchema).min(1),
  by: z.array(nameSchema).min(1),
});

const matrixSchema = z.strictObject({
  kernels: z.record(nameSchema, z.string()),
  races: z.array(raceSchema).default([]),
  rows: z.array(
    z.strictObject({
      row: z.string(),
      what: z.string(),
      /** Where it fails, the kernel is wrong, and this says how. */
      finding: z.string().optional(),
      workload: nameSchema,
      parameters: parametersSchema.default({}),
      /** Parameters with several values each: the row is one for every combination. */
      each: z.record(z.string(), z.array(parameterValueSchema).min(2)).default({}),
      /** With which it is as expected, where chance decides. */
      seed: z.number().int().default(1),
      devices: z.array(nameSchema).min(1),
      filesystems: z.array(nameSchema).min(1).default(usualFilesystems),
      expect: z.record(nameSchema, z.union([outcomeSchema, z.record(nameSchema, outcomeSchema)])),
    }),
  ),
});

type WrittenMatrix = z.infer<typeof matrixSchema>;
/** One combination of parameters. */
export type Row = Omit<WrittenMatrix['rows'][number], 'each'>;
export type Race = WrittenMatrix['races'][number];
export type Matrix = Omit<WrittenMatrix, 'rows'> & { rows: Row[] };

export async function readMatrix(path: string): Promise<Matrix> {
  const { rows, ...others } = readYaml(await readFile(path, 'utf8'), path, matrixSchema).value;
  return { ...others, rows: rows.flatMap(combinationsOf) };
}

export function combinationsOf({ each, ...row }: WrittenMatrix['rows'][number]): Row[] {
  const combinations = Object.entries(each).reduce<Row['parameters'][]>(
    (some, [key, values]) => some.flatMap((one) => values.map((value) => ({ ...one, [key]: value }))),
    [row.parameters],
  );
  return combinations.map((parameters) => ({ ...row, parameters }));
}

/** Whether a cell is one of a race. */
export function isRacy(
  races: readonly Race[],
  kernel: string,
  { filesystem, workload, parameters }: PlanCell,
): boolean {
  return races.some(
    (race) =>
      race.kernel === kernel &&
      race.filesystems.includes(filesystem) &&
      race.workloads.includes(workload) &&
      race.by.includes(String(parameters['by'])),
  );
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
  const missing = facts.filter((fact) => !fact.startsWith('-') && !found.has(fact));
  if (missing.length > 0) return `expected ${expected}, and there is no ${missing.join(', ')}: ${seen}`;
  const unwanted = facts.filter((fact) => fact.startsWith('-') && found.has(fact.slice(1)));
  return unwanted.length === 0 ? undefined : `expected ${expected}: ${seen}`;
}
