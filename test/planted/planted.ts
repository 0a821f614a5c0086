import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { firedDetectors } from '../../harness/judge/detectors/index.ts';
import { flavours, nameSchema, parameterValueSchema } from '../../harness/records/inputs/suite.ts';
import type { Workload } from '../../harness/records/inputs/workload.ts';
import type { PlanCell } from '../../harness/records/run/plan.ts';
import { cellStatuses, type JudgedCell } from '../../harness/records/run/verdict.ts';
import { formatCellId, parseCellId } from '../../harness/store/cellId.ts';
import { readYaml } from '../../harness/text/yaml.ts';

const siteSchema = z.strictObject({
  device: nameSchema,
  filesystem: nameSchema,
  workload: nameSchema,
  parameters: z.record(z.string(), parameterValueSchema).default({}),
  seed: z.number().int().nonnegative().default(1),
});

const bugSchema = z
  .strictObject({
    /** What switches it on: the number of its patch. */
    bug: z.number().int().min(1),
    patch: z.string(),
    what: z.string(),
    kernel: nameSchema,
    flavour: z.enum(flavours).default('plain'),
    detector: nameSchema,
    /** Failures that must be among the cell's. */
    kinds: z.array(z.string()).default([]),
    status: z.enum(cellStatuses).default('fail'),
    /** What one of the reasons of a cell must have in it that is refused or invalid. */
    words: z.string().optional(),
    cell: siteSchema,
    twin: siteSchema,
  })
  .refine(({ kinds, words }) => kinds.length > 0 || words !== undefined, 'nothing is asked of the cell');

export const plantedSchema = z.strictObject({
  /** Each is one tree: the source with all patches of the folder of that name. */
  kernels: z.record(nameSchema, z.string()),
  bugs: z.array(bugSchema).min(1),
});

export type Planted = z.infer<typeof plantedSchema>;
export type Bug = Planted['bugs'][number];
export type Site = z.infer<typeof siteSchema>;

export async function readPlanted(path: string): Promise<Planted> {
  return readYaml(await readFile(path, 'utf8'), path, plantedSchema).value;
}

/** The cell of a plan that a site names, with a bug switched on in it; 0 is none. Throws where the plan has no such cell. */
export function cellOf(
  site: Site,
  bug: number,
  cells: readonly PlanCell[],
  workloads: Record<string, Workload>,
): PlanCell {
  const parameters: PlanCell['parameters'] = {};
  for (const [name, { default: value }] of Object.entries(workloads[site.workload]?.parameters ?? {})) {
    parameters[name] = site.parameters[name] ?? value;
  }
  const found = cells.find(
    (cell) =>
      cell.device === site.device &&
      cell.filesystem === site.filesystem &&
      cell.workload === site.workload &&
      cell.seed === site.seed &&
      Object.entries(parameters).every(([name, value]) => cell.parameters[name] === value),
  );
  if (found === undefined) throw new Error(`the plan has no cell ${JSON.stringify(site)}`);
  const name = parseCellId(found.id);
  return {
    ...found,
    id: formatCellId({ ...name, workload: `${name.workload}+bug-${bug}` }),
    parameters: { ...found.parameters, planted: bug },
  };
}

/** The four cells by which a bug is judged. */
export interface Runs {
  /** The cell without the bug, and with it. */
  without: JudgedCell;
  with: JudgedCell;
  /** The twin, which the bug must not touch. */
  twinWithout: JudgedCell;
  twinWith: JudgedCell;
}

export interface Assessment {
  /** Why it is not caught; absent where it is. */
  missed?: string;
  /** What was told where nothing is wrong. */
  falseAlarms: string[];
}

/** Whether the bug was caught, and nothing else blamed. Pure. */
export function assess(bug: Bug, { without, with: planted, twinWithout, twinWith }: Runs): Assessment {
  const falseAlarms: string[] = [];
  if (without.status !== 'pass') falseAlarms.push(`without the bug the cell is ${said(without)}`);
  if (twinWithout.status !== 'pass') falseAlarms.push(`without the bug the twin is ${said(twinWithout)}`);
  const known = new Set(twinWithout.failures.map(({ kind }) => kind));
  if (twinWith.status !== twinWithout.status || twinWith.failures.some(({ kind }) => !known.has(kind))) {
    falseAlarms.push(`with the bug the twin is ${said(twinWith)}`);
  }
  const missed = missing(bug, planted) ?? (meets(bug, without) ? 'it looks just so without the bug' : undefined);
  return { ...(missed !== undefined && { missed }), falseAlarms };
}

const meets = (bug: Bug, cell: JudgedCell): boolean => missing(bug, cell) === undefined;

/** What a cell does not show that the bug must; undefined where it shows all. */
function missing({ detector, status, kinds, words }: Bug, cell: JudgedCell): string | undefined {
  const found = new Set(cell.failures.map(({ kind }) => kind));
  const lacking = kinds.filter((kind) => !found.has(kind));
  if (cell.status !== status) return `expected ${[status, ...kinds].join(' ')}, and it is ${said(cell)}`;
  if (lacking.length > 0) return `there is no ${lacking.join(', ')}: it is ${said(cell)}`;
  if (!firedDetectors(cell).includes(detector)) return `${detector} did not fire: it is ${said(cell)}`;
  if (words !== undefined && !cell.reasons.some((reason) => reason.includes(words))) {
    return `no reason speaks of ${words}: it is ${said(cell)}`;
  }
  return undefined;
}

function said({ status, failures, reasons }: JudgedCell): string {
  const because = reasons.length > 0 ? ` (${reasons.join('; ')})` : '';
  return `${[status, ...failures.map(({ kind }) => kind)].join(' ')}${because}`;
}
