import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { asDiskError } from '../../host/folders.ts';
import { cacheFolder } from '../../host/paths.ts';
import { needPrograms } from '../../host/requirements.ts';
import { clearUp, runLock } from '../../pipeline/clearUp.ts';
import type { Context } from '../../pipeline/context.ts';
import { endAsJudged, noveltyIn, remembering, rememberRun, tolerating } from '../../pipeline/remember.ts';
import { recordingShard, shardOfRun, showShard } from '../../pipeline/shard.ts';
import {
  bootStage,
  buildStage,
  judgeStage,
  planOfRun,
  recordPath,
  reportStage,
  runStage,
  seenFrom,
  verdictOfRun,
} from '../../pipeline/stages.ts';
import { makePlan } from '../../plan/makePlan.ts';
import { tellNobody } from '../../records/events.ts';
import type { BuildRecord, FailedTree } from '../../records/run/build.ts';
import type { Plan } from '../../records/run/plan.ts';
import type { Shard } from '../../records/run/shard.ts';
import { type VerdictRecord, verdictRecordSchema } from '../../records/run/verdict.ts';
import type { FormatName } from '../../report/formats.ts';
import type { Compiler } from '../../report/github/annotations.ts';
import { usingCacheLock } from '../../store/cacheLock.ts';
import { withLock } from '../../store/locks.ts';
import { readRecord } from '../../store/records.ts';
import { findRunFolder, isFolder, newRunFolder } from '../../store/runFolder.ts';
import { baseOf, bringAll } from '../../suite/bring.ts';
import { type Catalogue, readCatalogue } from '../../suite/catalogue.ts';
import { failIfExpired } from '../../suite/known/expiry.ts';
import { readKnown } from '../../suite/known/read.ts';
import { readSuite, suiteOf } from '../../suite/suite.ts';
import { exitCodes, inputError, treeError } from '../../text/errors.ts';
import { forLog, showDiagnostics, tellGithub, tellGithubOfTrees } from '../github.ts';
import { showProgress } from '../progress.ts';
import { abilitiesOf } from '../screen.ts';
import { cleanNowAndThen } from './clean.ts';

export interface PlanOptions {
  base?: string;
  series?: string;
}

export interface RunOptions extends PlanOptions {
  jobs: number;
  checkDeterminism?: boolean;
  json?: boolean;
  shard?: Shard;
  /** What to show at the end; the table, or verdict.json, where absent. */
  format?: FormatName;
}

/** `pinproof run`: every stage for a suite; for the folder of a run its cells, their verdict and the report. */
export async function runCommand(target: string | undefined, options: RunOptions, signal: AbortSignal): Promise<void> {
  const catalogue = await readCatalogue();
  if (target !== undefined && (await isFolder(target))) {
    if (options.base !== undefined || options.series !== undefined) throw bothGiven('the folder of a run');
    const runFolder = await findRunFolder(target);
    const upToCells = async (context: Context): Promise<void> => {
      failIfExpired((await planOfRun(context)).known, today());
      await runStage(context);
    };
    return evaluate(runFolder, { catalogue, options, signal, upToCells, matched: false });
  }
  const plan = await planFrom(target, options, catalogue, signal);
  // Ten minutes of compiling are ill spent where no guest can run after them.
  await needPrograms();
  const runFolder = await newRunFolder(plan.name, new Date(), plan);
  const upToCells = async (context: Context): Promise<void> => {
    await buildOrFail(plan, context);
    await bootStage(context);
    await runStage(context);
  };
  return evaluate(runFolder, { catalogue, options, signal, upToCells, matched: true });
}

interface Evaluation extends Compiler {
  catalogue: Catalogue;
  options: RunOptions;
  signal: AbortSignal;
  /** All stages before the judge's. */
  upToCells: (context: Context) => Promise<void>;
}

/** Comes to a verdict and shows it; a shard to its cells, for a verdict is of all. */
async function evaluate(runFolder: string, of: Evaluation): Promise<void> {
  const { catalogue, options, signal, upToCells, matched } = of;
  const { jobs, checkDeterminism: checkAll = false } = options;
  const shard = await shardOfRun(runFolder, options.shard);
  await withProgress({ runFolder, catalogue, jobs, checkAll, signal }, (context) =>
    shard === undefined
      ? remembering(runFolder, signal, async () => {
          await upToCells(context);
          await judgeStage(context);
        })
      : recordingShard(runFolder, signal, () => upToCells(context)),
  );
  if (shard === undefined) await show(runFolder, formatOf(options), { matched });
  else await showShard({ runFolder }, shard);
  return cleanQuietly(signal);
}

/** The verdict is told: trouble with cleaning is no trouble of the run's. */
async function cleanQuietly(signal: AbortSignal): Promise<void> {
  try {
    await cleanNowAndThen(cacheFolder(), Date.now(), signal);
  } catch (error) {
    console.error(`pinproof: the cache was not cleaned: ${(asDiskError(error) as Error).message}`);
  }
}

const formatOf = ({ json, format }: RunOptions): FormatName => format ?? (json ? 'json' : 'text');

/** `pinproof plan` */
export async function planCommand(suite: string | undefined, options: PlanOptions, signal: AbortSignal): Promise<void> {
  const plan = await planFrom(suite, options, await readCatalogue(), signal);
  const runFolder = await newRunFolder(plan.name, new Date(), plan);
  console.log(`${recordPath(runFolder, 'plan')}: ${plan.trees.length} trees, ${plan.cells.length} cells`);
}

/** `pinproof report` */
export async function reportCommand(run: string | undefined, { format }: { format: FormatName }): Promise<void> {
  return show(await findRunFolder(run), format);
}

/** `pinproof build` and `judge`: one stage, from the records of the one before. */
export async function stageCommand(
  stage: 'build' | 'judge',
  run: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const runFolder = await findRunFolder(run);
  const catalogue = await readCatalogue();
  await withProgress({ runFolder, catalogue, jobs: 1, signal }, async (context) => {
    if (stage === 'judge') return void (await judgeStage(context));
    const plan = await planOfRun(context);
    failIfExpired(plan.known, today());
    await buildOrFail(plan, context);
  });
  if (stage !== 'judge') return;
  await tolerating(async () => {
    await endAsJudged(runFolder);
    await rememberRun(runFolder);
  });
  await setExitCode(runFolder);
}

/** Runs stages with their progress on standard error, alone on this run, after clearing up after runs that were killed. */
export async function withProgress(
  given: Omit<Context, 'cache' | 'tell'>,
  work: (context: Context) => Promise<void>,
): Promise<void> {
  const progress = showProgress(process.stderr);
  const context: Context = { ...given, cache: cacheFolder(), tell: progress.tell };
  const { runFolder, signal } = context;
  const waiting = (pid: number): void => {
    const text = `waiting for process ${pid}, which works on it`;
    progress.tell({ type: 'step', stage: 'plan', subject: seenFrom(runFolder), text });
  };
  try {
    await clearUp(context.cache, dirname(runFolder));
    await withLock(runLock(runFolder), waiting, signal, () => leasing(context, () => work(context)));
  } finally {
    progress.close();
  }
}

/** Says, while it works, that this process uses the cache and the run: nobody removes anything of them. */
export async function leasing<T>({ cache, runFolder, tell, signal }: Context, work: () => Promise<T>): Promise<T> {
  const waiting = (pid: number): void =>
    tell({ type: 'step', stage: 'plan', subject: 'cache', text: `waiting for process ${pid}, which is cleaning` });
  return usingCacheLock(cache, await realpath(runFolder), waiting, signal, work);
}

/** What a suite, or --base and --series, mean: with all series on disk. */
export async function planFrom(
  suite: string | undefined,
  { base: given, series }: PlanOptions,
  catalogue: Catalogue,
  signal: AbortSignal,
): Promise<Plan> {
  const cache = cacheFolder();
  if (suite !== undefined) {
    if (given !== undefined || series !== undefined) throw bothGiven('a suite');
    const text = await readFile(suite, 'utf8').catch((error: Error) => {
      throw inputError({ what: 'the suite cannot be read', where: suite, why: error.message });
    });
    const read = readSuite(text, suite, catalogue);
    const folder = resolve(dirname(suite));
    const known = await readKnown(read, folder);
    failIfExpired(known, today());
    const brought = await bringAll(read.value, { folder, cache, signal });
    return makePlan(brought.suite, catalogue, { folder, name: nameOf(suite), known, origins: brought.origins });
  }
  const place = { folder: process.cwd(), cache, signal };
  const base = given ?? (series === undefined ? undefined : await baseOf(series, place));
  if (base === undefined) {
    throw inputError({
      what: 'there is nothing to evaluate',
      todo: 'give a suite, or --base SOURCE and --series PATH; the project’s own main job is candidates/refuse/suite.yaml',
    });
  }
  const brought = await bringAll(suiteOf({ base, ...(series !== undefined && { series }) }, catalogue), place);
  return makePlan(brought.suite, catalogue, { folder: place.folder, name: 'run', origins: brought.origins });
}

/** In UTC, as known issues have their dates. */
const today = (): string => new Date().toISOString().slice(0, 10);

/** A name for a run, from that of a file: `My Suite.yaml` gives `my-suite`; suite.yaml that of its folder. */
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

const bothGiven = (what: string): Error =>
  inputError({ what: `${what} says what to evaluate: --base and --series do not go with it` });

async function buildOrFail(plan: Plan, context: Context): Promise<void> {
  const build = await buildStage(context);
  showDiagnostics(build);
  await failIfHopeless(plan, build);
}

/** @throws tree error where no comparison can come of a run: the base is not there, or none of the candidates */
export async function failIfHopeless(plan: Plan, build: BuildRecord): Promise<void> {
  const failures = plan.trees.flatMap(({ id }): [string, FailedTree][] => {
    const tree = build.trees[id];
    return tree?.outcome === 'failed' ? [[id, tree]] : [];
  });
  const base = failures.some(([id]) => id === plan.trees[0]?.id);
  const all = plan.trees.length > 1 && failures.length >= plan.trees.length - 1;
  if (!base && !all) return;
  await tellGithubOfTrees(plan.name, Object.fromEntries(failures));
  throw treeError({
    what: base ? 'the base is not to be had, so nothing can be judged' : 'no candidate is left to judge',
    why: failures.map(([id, { message }]) => `${id}: ${message}`).join('\n'),
  });
}

/** @param announced where a runner of GitHub is told, too: once a run, not each time that it is looked at. */
export async function show(runFolder: string, format: FormatName, announced?: Compiler): Promise<void> {
  const context = { runFolder, cache: cacheFolder(), tell: tellNobody } as Context;
  const novelty = await tolerating(() => noveltyIn(runFolder));
  const text = await reportStage(context, abilitiesOf(process.stdout), format, novelty);
  process.stdout.write(format === 'text' ? forLog(text) : text);
  if (announced) await tellGithub(await verdictOfRun(context), seenFrom(runFolder), announced);
  await setExitCode(runFolder);
}

async function setExitCode(runFolder: string): Promise<void> {
  const verdict: VerdictRecord | undefined = await readRecord(recordPath(runFolder, 'verdict'), verdictRecordSchema);
  process.exitCode = verdict?.exitCode ?? exitCodes.infrastructure;
}
