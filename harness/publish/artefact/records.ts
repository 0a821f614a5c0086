import { z } from 'zod';
import { nameSchema } from '../../records/inputs/suite.ts';
import { type BuildRecord, buildRecordSchema } from '../../records/run/build.ts';
import { type VerdictRecord, verdictRecordSchema } from '../../records/run/verdict.ts';
import { runParts, runRecords } from '../../store/runFiles.ts';
import { inputError } from '../../text/errors.ts';
import { neutralLine } from '../../text/neutral.ts';

/** The artefact that publishing reads, and nothing else of a run: the rest is for people, who know whom they trust. */
export const recordsArtefact = 'pinproof-records';

const MiB = 2 ** 20;

/** Names in it, and bytes: a verdict of a thousand cells has less than one MiB. */
export const recordLimits: Readonly<Record<string, number>> = {
  [runRecords.verdict.file]: 16 * MiB,
  [runRecords.build.file]: 4 * MiB,
};

/** The zip itself. */
export const zipLimit = 8 * MiB;

/** Of each list in a verdict. What is rendered grows with them, and the page has all of them. */
const mostCells = 20_000;

/** tree/device/filesystem/workload/seed, perhaps with /rN: what may stand in a command that people paste. */
const cellIdSchema = z
  .string()
  .max(400)
  .regex(/^[a-z0-9][a-z0-9.+-]*(?:\/[a-z0-9][a-z0-9.+-]*){4,5}$/, 'not the id of a cell');

const untrustedVerdictSchema = verdictRecordSchema.superRefine(({ cells, comparisons, trees }, context) => {
  const fault = (path: PropertyKey[], message: string): void => context.addIssue({ code: 'custom', path, message });
  if (cells.length > mostCells) fault(['cells'], `more than ${mostCells}`);
  if (comparisons.length > mostCells) fault(['comparisons'], `more than ${mostCells}`);
  if (Object.keys(trees).length > 64) fault(['trees'], 'more than 64');
  for (const [index, { id }] of cells.slice(0, mostCells).entries()) {
    if (!cellIdSchema.safeParse(id).success) fault(['cells', index, 'id'], 'not the id of a cell');
  }
});

/**
 * The records in an artefact of a run that nobody trusts. What people would paste into a shell is written anew, and what
 * GitHub knows better is taken from there.
 * @param startedAt when GitHub started the run: a time of its own choice would keep later runs from being published
 * @throws input error that names record and field
 */
export function untrustedRecords(
  files: ReadonlyMap<string, Buffer>,
  startedAt: string,
): { verdict: VerdictRecord; build: BuildRecord; runName: string } {
  const verdict = read(files, runRecords.verdict.file, untrustedVerdictSchema);
  const build = read(files, runRecords.build.file, buildRecordSchema);
  const runName = nameSchema.parse(verdict.name);
  const cells = verdict.cells.map((cell) => ({
    ...cell,
    folder: `${runParts.cells}/${cell.id}`,
    repeat: `pinproof replay ${runName}/${cell.id}`,
  }));
  const { origin } = build;
  return {
    verdict: { ...verdict, cells },
    build: { ...build, ...(origin && { origin: { ...origin, readAt: startedAt } }) },
    runName,
  };
}

function read<T>(files: ReadonlyMap<string, Buffer>, name: string, schema: z.ZodType<T>): T {
  const bytes = files.get(name);
  if (bytes === undefined) {
    throw inputError({ what: `the artefact has no ${name}`, why: 'the run came to no verdict; its own log says why' });
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw inputError({ what: 'the record is not JSON', where: name, why: neutralLine((error as Error).message) });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw inputError({
    what: `the record does not have the expected shape: ${neutralLine(issue?.message ?? '')}`,
    where: `${name} at ${neutralLine(issue?.path.join('.') ?? '', 200)}`,
    todo: 'the run was made by another version of pinproof, or by hand: judge and publish with one version',
  });
}
