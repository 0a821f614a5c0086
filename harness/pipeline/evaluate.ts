import { needPrograms } from '../host/requirements.ts';
import type { Novelty } from '../records/outputs/history.ts';
import type { BuildRecord } from '../records/run/build.ts';
import type { Plan } from '../records/run/plan.ts';
import type { Shard } from '../records/run/shard.ts';
import type { VerdictRecord } from '../records/run/verdict.ts';
import { findRunFolder, isFolder, newRunFolder, type RunFolder } from '../store/runFolder.ts';
import { readCatalogue } from '../suite/catalogue.ts';
import { bootStage } from './boot.ts';
import { buildStage, failIfHopeless } from './build.ts';
import { cellStage } from './cells.ts';
import type { Context, Session } from './context.ts';
import { judgeStage } from './judge.ts';
import { failIfBoth, failIfPlanExpired, planFor } from './planning.ts';
import { noveltyIn, rememberRun } from './remember.ts';
import { endRun, recordingRun, tolerating } from './runState.ts';
import { withRun } from './session.ts';
import { shardOfRun } from './shard.ts';

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
  if (old !== undefined) failIfBoth(request, 'the folder of a run');
  const run = old ?? (await newRun(request, catalogue, session));
  const { checkAll = false } = request;
  const shard = await shardOfRun(run, request.shard);
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

async function oneShard(
  { run, ...context }: Context,
  shard: Shard,
  upToCells: (context: Context) => Promise<void>,
): Promise<Evaluated> {
  // The history has whole runs only.
  await recordingRun(run, context.signal, async () => {
    await upToCells({ run, ...context });
    return { exitCode: 0, value: undefined };
  });
  return { run, shard };
}

/** Does the stages of a whole run, and records in run.json and in the history when and how it ended, as far as it got. */
export async function judgedRun(
  { run, signal, tell }: Pick<Context, 'run' | 'signal' | 'tell'>,
  work: () => Promise<VerdictRecord>,
): Promise<Judged> {
  const verdict = await recordingRun(
    run,
    signal,
    async () => {
      const value = await work();
      return { exitCode: value.exitCode, value };
    },
    async (record) => {
      await tolerating({ tell }, async () => {
        await record();
        await rememberRun(run);
      });
    },
  );
  return { run, verdict, novelty: await tolerating({ tell }, () => noveltyIn(run)) };
}

/** Judges a run as it stands; it has ended then, whatever it was before. */
export async function judgeAlone(context: Context): Promise<VerdictRecord> {
  const { run } = context;
  const verdict = await withRun(context, () => judgeStage(context));
  await tolerating(context, async () => {
    await endRun(run, { state: 'finished', exitCode: verdict.exitCode });
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
