import { addsPatches, nameOf } from '../../compile/trees/eachPatch.ts';
import { needPrograms } from '../../host/requirements.ts';
import { type Difference, differencesOf, doingOf, matchesCell } from '../../judge/bisect/ends.ts';
import { bisectCodeOf, bisectCodes } from '../../judge/bisect/exit.ts';
import { nextStep } from '../../judge/bisect/search.ts';
import type { BisectRecord } from '../../records/outputs/bisect.ts';
import type { PatchName } from '../../records/outputs/checkedSeries.ts';
import type { Plan, PlanTree } from '../../records/run/plan.ts';
import type { VerdictRecord } from '../../records/run/verdict.ts';
import { readSeries } from '../../series/read.ts';
import { siteOf } from '../../store/cellId.ts';
import type { RunFolder } from '../../store/runFolder.ts';
import { newRunFolder } from '../../store/runs.ts';
import { readCatalogue } from '../../suite/catalogue.ts';
import { inputError, treeError } from '../../text/errors.ts';
import { suggestion } from '../../text/yaml.ts';
import type { Context, Session } from '../context.ts';
import { planFor, type Wanted } from '../planning.ts';
import { withRun } from '../session.ts';
import { tryStep } from './steps.ts';
import { tryPlan } from './trial.ts';

export interface BisectRequest extends Wanted {
  /** A part of DEVICE/FILESYSTEM/WORKLOAD/SEED; absent: all cells. */
  cell?: string | undefined;
  candidate?: string | undefined;
}

/** One verdict on a suite as it stands, by the exit codes of `git bisect run`. */
export type Step =
  | { code: number; untestable: string }
  | { code: number; sites: { site: string; trees: { id: string; what: string }[] }[] };

/**
 * Tries a suite once, for `git bisect run`.
 * @throws input error where the pattern matches no cell of the suite
 */
export async function bisectStep(request: BisectRequest, session: Session): Promise<Step> {
  return prepared(request, session, (plan, context) => oneStep(plan, context));
}

/**
 * Looks for the patch of a series that makes a cell do what the base does not do.
 * @returns the folder of the bisection, and its record
 * @throws input error where the pattern matches no cell, or it is not clear which candidate is meant
 * @throws tree error where the base or the whole series cannot be tried
 */
export async function bisectSeries(
  request: BisectRequest,
  session: Session,
): Promise<{ run: RunFolder; record: BisectRecord }> {
  return prepared(request, session, async (plan, context) => ({
    run: context.run,
    record: await wholeSeries(plan, request.candidate, context),
  }));
}

async function prepared<T>(
  request: BisectRequest,
  session: Session,
  work: (plan: Plan, context: Context) => Promise<T>,
): Promise<T> {
  const catalogue = await readCatalogue();
  const plan = withCells(await planFor(request, catalogue, session), request.cell ?? '');
  await needPrograms();
  const run = await newRunFolder(`bisect-${plan.name}`, new Date());
  const context: Context = { ...session, run, catalogue };
  return withRun(context, () => work(plan, context));
}

/** @throws input error where the pattern is of no cell */
function withCells(plan: Plan, pattern: string): Plan {
  const cells = plan.cells.filter(({ id }) => matchesCell(siteOf(id), pattern));
  if (cells.length > 0) return { ...plan, cells };
  const sites = [...new Set(plan.cells.map(({ id }) => siteOf(id)))];
  throw inputError({ what: `no cell of the suite is like "${pattern}"`, ...suggestion(pattern, sites) });
}

async function oneStep(plan: Plan, context: Context): Promise<Step> {
  const trial = await tryPlan(plan, context.run, context);
  if ('failed' in trial) return { code: bisectCodes.untestable, untestable: trial.failed.split('\n')[0] ?? '' };
  const sites = [...new Set(plan.cells.map(({ id }) => siteOf(id)))];
  return {
    code: bisectCodeOf(trial.verdict),
    sites: sites.map((site) => ({
      site,
      trees: plan.trees.map(({ id }) => ({ id, what: doingOf(trial.verdict, id, site).what })),
    })),
  };
}

async function wholeSeries(whole: Plan, named: string | undefined, context: Context): Promise<BisectRecord> {
  const { run } = context;
  const tree = candidateIn(whole, named);
  const candidate = tree.id;
  const plan = {
    ...whole,
    trees: whole.trees.filter(({ id }, index) => index === 0 || id === candidate),
    cells: whole.cells.filter((cell) => cell.tree === whole.trees[0]?.id || cell.tree === candidate),
  };
  const patches = await patchesOf(tree);
  const trial = await tryPlan(plan, run, context);
  if ('failed' in trial) {
    throw treeError({
      what: 'the whole series cannot be tried, so there is nothing to look for',
      why: trial.failed,
      todo: 'pinproof check-series says which patch does not build',
    });
  }
  const [ends, ...others] = differencesOf(trial.verdict, candidate);
  if (ends === undefined) throw sameEnds(trial.verdict, plan, candidate);
  let record: BisectRecord = {
    format: 'pinproof.bisect/1',
    name: plan.name,
    candidate,
    cell: ends.site,
    others: others.map(({ site }) => site),
    base: endOf(ends.base),
    whole: endOf(ends.whole),
    verdict: ends.comparison.verdict,
    patches,
    steps: [],
  };
  const keep = async (next: BisectRecord): Promise<void> => {
    record = next;
    await run.put('bisect', record);
  };
  await keep(record);
  const known = new Map<number, BisectRecord['steps'][number]['side']>();
  const doStep = async (count: number): Promise<void> => {
    context.tell({
      type: 'step',
      stage: 'run',
      subject: 'bisect',
      text: `trying ${count} of ${patches.length} patches`,
    });
    const step = await tryStep(count, { plan, candidate, ends }, context);
    known.set(count, step.side);
    await keep({ ...record, steps: [...record.steps, step] });
  };
  // Numbers must carry the difference itself before they are asked where it comes from.
  if (plan.engine === 'native') {
    await doStep(patches.length);
    if (known.get(patches.length) !== 'new') throw sameEnds(trial.verdict, plan, candidate);
  }
  for (;;) {
    const next = nextStep(patches.length, known);
    if ('suspects' in next) {
      await keep({ ...record, suspects: next.suspects });
      return record;
    }
    await doStep(next.patches);
  }
}

const endOf = ({ status, what, repeat }: Difference['base']): BisectRecord['base'] => ({ status, what, repeat });

/** The candidate that is meant: the one with a series, where there is one only. */
function candidateIn({ trees }: Plan, named: string | undefined): PlanTree {
  const all = trees.slice(1).filter(addsPatches);
  const names = all.map(({ id }) => id);
  if (named !== undefined && !names.includes(named)) {
    throw inputError({ what: `no candidate with a series is called "${named}"`, ...suggestion(named, names) });
  }
  const [tree, ...more] = named === undefined ? all : all.filter(({ id }) => id === named);
  if (tree === undefined) {
    throw inputError({
      what: 'no candidate has a series to go through',
      todo: 'give one with --series, git:REPOSITORY#GOOD..BAD for one; of commits with merges: git bisect run pinproof bisect --step SUITE',
    });
  }
  if (more.length > 0) {
    throw inputError({
      what: 'several candidates have a series',
      todo: `say which one: --candidate ${names.join(', or ')}`,
    });
  }
  return tree;
}

async function patchesOf({ series, baseSeries }: PlanTree): Promise<PatchName[]> {
  const all = await Promise.all(series.slice(baseSeries).map((path) => readSeries(path)));
  return all.flat().map((patch, index) => nameOf(patch, index + 1));
}

/** Both ends, and what each did: to search between them would find a patch, and it would mean nothing. */
function sameEnds(verdict: VerdictRecord, plan: Plan, candidate: string): Error {
  const sites = [...new Set(plan.cells.map(({ id }) => siteOf(id)))];
  return treeError({
    what: `base and ${candidate} do not differ in ${sites.length === 1 ? 'the cell' : `any of ${sites.length} cells`}: there is nothing to look for`,
    why: sites
      .slice(0, 8)
      .flatMap((site) => {
        const why = verdict.comparisons.find(({ cell }) => cell === site);
        return [
          `${site}: ${why?.verdict ?? 'not compared'}`,
          ...['base', candidate].map((tree) => `  ${tree}: ${doingOf(verdict, tree, site).what}`),
        ];
      })
      .join('\n'),
    todo: 'choose a cell that pinproof run shows to differ, with --cell; on the native engine more repeats may tell',
  });
}
