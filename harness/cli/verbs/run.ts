import { asDiskError } from '../../host/folders.ts';
import { cacheFolder } from '../../host/paths.ts';
import { buildOrFail, evaluate, judgeAlone, type Request, tolerating } from '../../pipeline/evaluate.ts';
import { failIfPlanExpired, planFor, type Wanted } from '../../pipeline/planning.ts';
import { noveltyIn } from '../../pipeline/remember.ts';
import { seenFrom, withRun } from '../../pipeline/session.ts';
import { cellsOfShard } from '../../plan/shard.ts';
import type { Shard } from '../../records/run/shard.ts';
import type { FormatName } from '../../report/formats.ts';
import type { RunFolder } from '../../store/runFolder.ts';
import { findRunFolder, newRunFolder } from '../../store/runs.ts';
import { readCatalogue } from '../../suite/catalogue.ts';
import { withProgress } from '../session.ts';
import { showVerdict } from '../show.ts';
import { cleanNowAndThen } from './clean.ts';

export interface RunOptions extends Omit<Request, 'target' | 'checkAll'> {
  /** Guests at the same time. */
  jobs: number;
  checkDeterminism?: boolean;
  json?: boolean;
  /** What to show at the end; the table, or verdict.json, where absent. */
  format?: FormatName;
}

/** `pinproof run`: every stage for a suite; for the folder of a run its cells, their verdict and the report. */
export async function runCommand(target: string | undefined, options: RunOptions, signal: AbortSignal): Promise<void> {
  const { json, format = json ? 'json' : 'text', checkDeterminism: checkAll, jobs, ...request } = options;
  const evaluated = await withProgress(signal, (session) => evaluate({ ...request, target, checkAll }, session), jobs);
  if (evaluated.shard !== undefined) await showShard(evaluated.run, evaluated.shard);
  else await showVerdict(evaluated, format, { matched: evaluated.fresh });
  await cleanQuietly(signal);
}

/** The verdict is printed; a cleanup failure must not fail the run. */
async function cleanQuietly(signal: AbortSignal): Promise<void> {
  try {
    await cleanNowAndThen(cacheFolder(), Date.now(), signal);
  } catch (error) {
    console.error(`pinproof: the cache was not cleaned: ${(asDiskError(error) as Error).message}`);
  }
}

/** Prints what there is of a shard instead of a verdict. */
async function showShard(run: RunFolder, shard: Shard): Promise<void> {
  const plan = await run.get('plan');
  const cells = cellsOfShard(plan, shard);
  console.log(
    `shard ${shard.shard} of ${shard.of}: ${cells.length} of ${plan.cells.length} cells, in ${seenFrom(run.path)}`,
  );
  console.log('  -> pinproof merge RUN... puts the shards together, and judges them');
}

/** `pinproof plan` */
export async function planCommand(
  suite: string | undefined,
  options: Omit<Wanted, 'suite'>,
  signal: AbortSignal,
): Promise<void> {
  const plan = await planFor({ ...options, suite }, await readCatalogue(), { cache: cacheFolder(), signal });
  const run = await newRunFolder(plan.name, new Date(), plan);
  console.log(`${run.pathOf('plan')}: ${plan.trees.length} trees, ${plan.cells.length} cells`);
}

/** `pinproof report` */
export async function reportCommand(named: string | undefined, { format }: { format: FormatName }): Promise<void> {
  const run = await findRunFolder(named);
  const verdict = await run.get('verdict');
  const novelty = await withProgress(new AbortController().signal, (session) =>
    tolerating(session, async () => noveltyIn((await run.state()).id)),
  );
  await showVerdict({ run, verdict, novelty }, format);
}

/** `pinproof build` and `judge`: one stage, from the records of the one before. */
export async function stageCommand(
  stage: 'build' | 'judge',
  named: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const run = await findRunFolder(named);
  const catalogue = await readCatalogue();
  await withProgress(signal, async (session) => {
    const context = { ...session, run, catalogue };
    if (stage === 'judge') process.exitCode = (await judgeAlone(context)).exitCode;
    else {
      failIfPlanExpired(await run.get('plan'));
      await withRun(context, () => buildOrFail(context));
    }
  });
}
