import { asDiskError } from '../host/folders.ts';
import { needPrograms } from '../host/requirements.ts';
import type { Novelty } from '../records/outputs/history.ts';
import type { BuildRecord } from '../records/run/build.ts';
import type { Plan } from '../records/run/plan.ts';
import type { Shard } from '../records/run/shard.ts';
import type { VerdictRecord } from '../records/run/verdict.ts';
import type { RunEnd, RunFolder } from '../store/runFolder.ts';
import { findRunFolder, isFolder, newRunFolder } from '../store/runs.ts';
import { readCatalogue } from '../suite/catalogue.ts';
import { exitCodeOf } from '../text/errors.ts';
import type { Context, Session } from './context.ts';
import { bothGiven, failIfPlanExpired, planFor } from './planning.ts';
import { noveltyIn, rememberRun } from './remember.ts';
import { withRun } from './session.ts';
import { bootStage } from './stages/boot.ts';
import { buildStage, failIfHopeless } from './stages/build.ts';
import { cellStage } from './stages/cells.ts';
import { judgeStage } from './stages/judge.ts';

/** What a user asks for. */
export interface Request {
  /** Path of a suite.yaml, or of the folder of a run that was booted; absent: what base and series say. */
  target?: string | undefined;
  base?: string | undefined;
  series?: string | undefined;
  checkAll?: boolean | undefined;
  /** Only that share of the cells, without a verdict. */
  shard?: Shard | undefined;
}

/** A run that has its verdict, and what the history says of it. */
export interface Judged {
  run: RunFolder;
  verdict: VerdictRecord;
  novelty: Novelty | undefined;
}

/** What came of a request: a verdict, or the cells of a shard, for a verdict is of all of them. */
export type Evaluated = (Judged & { shard?: never }) | { run: RunFolder; shard: Shard };

/** Evaluates a suite, or a base and a series, to its verdict; of the folder of a run, its cells and their verdict. */
export async function evaluate(request: Request, session: Session): Promise<Evaluated & { fresh: boolean }> {
  const catalogue = await readCatalogue();
  const { target } = request;
  const old = target !== undefined && (await isFolder(target)) ? await findRunFolder(target) : undefined;
  const hasMore = request.base !== undefined || request.series !== undefined;
  if (old !== undefined && hasMore) throw bothGiven('the folder of a run');
  const run = old ?? (await newRun(request, catalogue, session));
  const { checkAll = false } = request;
  const shard = await run.shard(request.shard);
  const context: Context = { ...session, run, catalogue, checkAll };
  const upToCells = old === undefined ? fromBuild : cellsAgain;
  const evaluated = await withRun(
    context,
    (): Promise<Evaluated> =>
      shard === undefined ? wholeRun(context, upToCells) : oneShard(context, shard, upToCells),
  );
  return { ...evaluated, fresh: old === undefined };
}

async function newRun(
  { target: suite, base, series }: Request,
  catalogue: Context['catalogue'],
  session: Session,
): Promise<RunFolder> {
  const plan = await planFor({ suite, base, series }, catalogue, session);
  // Check for QEMU before spending ten minutes compiling.
  await needPrograms();
  return newRunFolder(plan.name, new Date(), plan);
}

async function fromBuild(context: Context): Promise<void> {
  await buildOrFail(context);
  await bootStage(context);
  await cellStage(context);
}

async function cellsAgain(context: Context): Promise<void> {
  failIfPlanExpired(await context.run.get('plan'));
  await cellStage(context);
}

/** Builds the trees of a run. @throws tree error where no comparison can come of them */
export async function buildOrFail(context: Context): Promise<BuildRecord> {
  const build = await buildStage(context);
  failIfHopeless(await context.run.get('plan'), build, context);
  return build;
}

async function wholeRun(context: Context, upToCells: (context: Context) => Promise<void>): Promise<Judged> {
  return judgedRun(context, async () => {
    await upToCells(context);
    return judgeStage(context);
  });
}

/** Does the stages of a shard, and records in run.json how they ended. The history has whole runs only. */
async function oneShard(
  context: Context,
  shard: Shard,
  upToCells: (context: Context) => Promise<void>,
): Promise<Evaluated> {
  const { run, signal } = context;
  await run.begin();
  const failure = await failureOf(() => upToCells(context));
  await run.end(failure === undefined ? { state: 'finished', exitCode: 0 } : endOf(failure, signal));
  if (failure !== undefined) throw failure.error;
  return { run, shard };
}

/** Does the stages of a whole run, and records in run.json and in the history when and how it ended, as far as it got. */
export async function judgedRun(
  { run, signal, tell }: Pick<Context, 'run' | 'signal' | 'tell'>,
  work: () => Promise<VerdictRecord>,
): Promise<Judged> {
  await run.begin();
  let verdict: VerdictRecord | undefined;
  const failure = await failureOf(async () => {
    verdict = await work();
  });
  const novelty = await tolerating({ tell }, async () => {
    await run.end(verdict ? { state: 'finished', exitCode: verdict.exitCode } : endOf(failure, signal));
    const { id } = await rememberRun(run);
    return noveltyIn(id);
  });
  if (verdict === undefined) throw failure?.error;
  return { run, verdict, novelty };
}

interface Failure {
  error: unknown;
}

/** What `work` throws, or undefined. */
async function failureOf(work: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** How a run ended that threw. */
function endOf(failure: Failure | undefined, signal: AbortSignal): RunEnd {
  const known = asDiskError(failure?.error);
  const message = (known instanceof Error ? known.message : String(known)).split('\n')[0] ?? '';
  return { state: signal.aborted ? 'interrupted' : 'failed', message, exitCode: exitCodeOf(known) };
}

/** Runs work on the history: trouble with it is reported, and is no trouble of the run's. */
export async function tolerating<T>({ tell }: Pick<Session, 'tell'>, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    tell({ type: 'note', text: `the history is left out: ${(error as Error).message}` });
    return undefined;
  }
}

/** Judges a run as it stands; it has ended then, whatever it was before. */
export async function judgeAlone(context: Context): Promise<VerdictRecord> {
  const { run } = context;
  const verdict = await withRun(context, () => judgeStage(context));
  await tolerating(context, async () => {
    await run.end({ state: 'finished', exitCode: verdict.exitCode });
    await rememberRun(run);
  });
  return verdict;
}

/** Evaluates a plan in a folder of its own: builds, boots, runs and judges, without run.json and history. */
export async function evaluatePlan(context: Context, plan: Plan): Promise<VerdictRecord> {
  await context.run.put('plan', plan);
  await buildStage(context);
  await bootStage(context);
  await cellStage(context);
  return judgeStage(context);
}
