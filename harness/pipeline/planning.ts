import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { makePlan, type PlanFacts } from '../plan/makePlan.ts';
import type { Suite } from '../records/inputs/suite.ts';
import type { Plan } from '../records/run/plan.ts';
import { baseOf, bringAll } from '../suite/bring.ts';
import type { Catalogue } from '../suite/catalogue.ts';
import { failIfExpired } from '../suite/known/expiry.ts';
import { readKnown } from '../suite/known/read.ts';
import { settleSuite } from '../suite/settle.ts';
import { readSuite, suiteOf } from '../suite/suite.ts';
import { inputError } from '../text/errors.ts';
import type { Session } from './context.ts';

/** What to evaluate: a suite, or a base and a series. */
export interface Wanted {
  /** Path of a suite.yaml. */
  suite: string | undefined;
  base?: string | undefined;
  series?: string | undefined;
}

/**
 * Makes the plan of a suite, or of a base and a series, with all series brought to disk.
 * @throws input error where there is nothing to evaluate, or the suite has a mistake
 */
export async function planFor(
  { suite, base, series }: Wanted,
  catalogue: Catalogue,
  { cache, signal }: Pick<Session, 'cache' | 'signal'>,
): Promise<Plan> {
  if (suite === undefined) return planOfSeries({ base, series }, catalogue, { folder: process.cwd(), cache, signal });
  if (base !== undefined || series !== undefined) throw bothGiven('a suite');
  const text = await readFile(suite, 'utf8').catch((error: Error) => {
    throw inputError({ what: 'the suite cannot be read', where: suite, why: error.message });
  });
  const read = readSuite(text, suite, catalogue);
  const folder = resolve(dirname(suite));
  const known = await readKnown(read, folder);
  failIfExpired(known, today());
  const brought = await bringAll(read.value, { folder, cache, signal });
  return planOfSuite(brought.suite, catalogue, { folder, name: nameOf(suite), known, origins: brought.origins });
}

async function planOfSeries(
  { base: given, series }: Omit<Wanted, 'suite'>,
  catalogue: Catalogue,
  place: Parameters<typeof bringAll>[1],
): Promise<Plan> {
  const base = given ?? (series === undefined ? undefined : await baseOf(series, place));
  if (base === undefined) {
    throw inputError({
      what: 'there is nothing to evaluate',
      todo: 'give a suite, or --base SOURCE and --series PATH; the project’s own main job is candidates/refuse/suite.yaml',
    });
  }
  const brought = await bringAll(suiteOf({ base, ...(series !== undefined && { series }) }, catalogue), place);
  return planOfSuite(brought.suite, catalogue, { folder: place.folder, name: 'run', origins: brought.origins });
}

/**
 * Makes the plan of a suite whose series are on disk.
 * @param place the folder to which its paths are relative, and what the plan needs beside the suite
 * @throws input error where a series or fragment is not there, or a candidate.yaml has a mistake
 */
export async function planOfSuite(
  suite: Suite,
  catalogue: Catalogue,
  { folder, ...facts }: PlanFacts & { folder: string },
): Promise<Plan> {
  return makePlan(await settleSuite(suite, catalogue, folder), catalogue, facts);
}

/** Makes the input error for --base or --series beside something that says what to evaluate. */
export const bothGiven = (what: string): Error =>
  inputError({ what: `${what} says what to evaluate: --base and --series do not go with it` });

/** @throws input error where a known issue of a plan has expired */
export const failIfPlanExpired = ({ known }: Plan): void => failIfExpired(known, today());

/** In UTC, as known issues have their dates. */
const today = (): string => new Date().toISOString().slice(0, 10);

/** Makes a name for a run from that of a file: `My Suite.yaml` gives `my-suite`; suite.yaml that of its folder. */
function nameOf(path: string): string {
  const file = basename(path).replace(/\.ya?ml$/, '');
  const name = file === 'suite' ? basename(dirname(resolve(path))) : file;
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9.+-]+/g, '-')
      .replace(/^[^a-z0-9]+/, '') || 'run'
  );
}
