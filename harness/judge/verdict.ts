import { calls } from '../kinds/guest/calls.ts';
import { wordsOf } from '../kinds/guest/words.ts';
import type { RefusalClaim } from '../records/inputs/candidate.ts';
import type { BootRecord } from '../records/run/boot.ts';
import type { BuildRecord } from '../records/run/build.ts';
import type { CellRecord, LostCell } from '../records/run/cell.ts';
import type { Plan, PlanCell, PlanTree } from '../records/run/plan.ts';
import type { Comparison, JudgedCell, VerdictRecord } from '../records/run/verdict.ts';
import { siteOf, treeOf } from '../store/cellId.ts';
import { sourceName } from '../text/sourceName.ts';
import { judgeCell, judgeLost, type Place } from './cell.ts';
import { judgeClaims } from './claims/judge.ts';
import { compareCells, gravest } from './compare.ts';
import { type Compared, isUndeniable, withControls } from './controls.ts';
import { withCosts } from './cost.ts';
import { isRegression, statusOfRuns } from './counts.ts';
import { explorationOf } from './exploration.ts';
import { tallyKnown } from './known.ts';
import { medianLatencies } from './latency.ts';
import { only } from './observations.ts';
import { compareRepeats } from './repeats/compareRepeats.ts';
import type { Run } from './repeats/run.ts';

export interface JudgeInput {
  plan: Plan;
  build: BuildRecord;
  /** Absent where no tree was built. */
  boot: BootRecord | undefined;
  /** Why guests ran without a sandbox, where trees were built and booted in one. */
  unconfined?: string | undefined;
  /** In any order. A cell of the plan that is not among them counts as lost. */
  cells: readonly (CellRecord | LostCell)[];
  place: (cell: PlanCell) => Place;
}

const baseId = 'base';

/** What all observations of a run mean: the record that reports are made from. Pure. */
export function judgeRun(input: JudgeInput): VerdictRecord {
  const { plan } = input;
  const facts = new Map(input.cells.map((each) => [each.cell.id, each]));
  const judged = new Map(plan.cells.map((cell) => [cell.id, judgePlanned(cell, facts.get(cell.id), input)]));
  const cells = [...judged.values()];
  const comparisons = withControls(
    plan.engine === 'native' ? repeatedComparisons(plan, judged, facts) : singleComparisons(plan, judged),
    plan.workloads,
  );
  const selfCheck = selfChecks(input.cells);
  const unconfined = input.build.unconfined ?? input.boot?.unconfined ?? input.unconfined;
  return {
    format: 'pinproof.verdict/1',
    ...(unconfined !== undefined && { unconfined }),
    name: plan.name,
    ...concludeFrom(comparisons, cells, selfCheck),
    trees: Object.fromEntries(plan.trees.map((tree) => [tree.id, describeTree(tree, input)])),
    cells,
    selfCheck,
    exploration: explorationOf(input.cells, judged),
    comparisons,
    claims: judgeClaims(plan, judged, comparisons, (id) => callsIn(facts.get(id))),
    known: tallyKnown(plan.known, cells),
  };
}

/** The calls that a cell has made, in the words in which candidates claim refusals. */
function callsIn(fact: CellRecord | LostCell | undefined): ReadonlySet<string> {
  const observations = fact?.format === 'pinproof.cell/1' ? fact.observations : [];
  return new Set(only(observations, 'call').map(({ call }) => wordsOf(calls, call)));
}

/**
 * The worst of all, as exit codes rank it: a regression (1) outranks what could not be judged (3).
 * A cell that does not repeat says that the engine is not exact here, and then no difference between trees means anything.
 * Where there is nothing to compare, pass, fail and refused are facts about the base, and only what is no fact counts.
 */
export function concludeFrom(
  comparisons: readonly Comparison[],
  cells: readonly JudgedCell[],
  { different }: VerdictRecord['selfCheck'],
): Pick<VerdictRecord, 'conclusion' | 'exitCode'> {
  if (different.length > 0) return { conclusion: 'inconclusive', exitCode: 3 };
  if (comparisons.some(isRegression)) return { conclusion: 'regression', exitCode: 1 };
  const unsettled =
    comparisons.some(({ verdict }) => verdict === 'invalid' || verdict === 'inconclusive') || withoutFacts(cells);
  return unsettled ? { conclusion: 'inconclusive', exitCode: 3 } : { conclusion: 'nothing-regressed', exitCode: 0 };
}

/** Whether a tree has a site of which no run says anything. */
function withoutFacts(cells: readonly JudgedCell[]): boolean {
  const places = Map.groupBy(cells, ({ id }) => `${treeOf(id)}/${siteOf(id)}`);
  return [...places.values()].map(statusOfRuns).some((status) => status === 'invalid' || status === 'lost');
}

function selfChecks(cells: JudgeInput['cells']): VerdictRecord['selfCheck'] {
  const checked = cells.flatMap((each) =>
    each.format === 'pinproof.cell/1' && each.selfCheck !== undefined ? [{ id: each.cell.id, ...each.selfCheck }] : [],
  );
  return { cells: checked.length, different: checked.flatMap(({ id, same }) => (same ? [] : [id])) };
}

/**
 * A planned cell always gets a judgement. Where there are no facts, the reason says whose fault that is:
 * - the tree does not apply, configure or build: nothing is known of its behaviour, so `lost`;
 * - the tree builds, and does not boot: that is a fact about the kernel, so `fail`, gravest kind;
 * - QEMU died while it booted, or the cell was not run: `lost`.
 */
function judgePlanned(cell: PlanCell, fact: CellRecord | LostCell | undefined, input: JudgeInput): JudgedCell {
  const { plan, build, boot, place } = input;
  if (fact?.format === 'pinproof.cell/1') {
    const workload = plan.workloads[cell.workload];
    if (workload !== undefined) return judgeCell(fact, workload, place(cell), plan.known);
  }
  const lost = (message: string): JudgedCell => judgeLost({ cell, message }, place(cell));
  const tree = build.trees[cell.tree];
  if (tree === undefined) return lost(`${cell.tree} was not built`);
  if (tree.outcome === 'failed') {
    return lost(`${cell.tree} ${failedStageWords[tree.stage]}: ${tree.message.split('\n')[0] ?? ''}`);
  }
  const booted = boot?.trees[cell.tree];
  if (booted !== undefined && booted.ending !== 'finished') {
    if (booted.ending === 'killed') return lost(`QEMU died while ${cell.tree} booted (${booted.console})`);
    const detail = `the kernel does not boot (${booted.ending})`;
    return {
      ...lost(detail),
      status: 'fail',
      ending: booted.ending,
      failures: [{ kind: 'boot', count: 1, detail }],
      reasons: [],
    };
  }
  return lost(fact?.format === 'pinproof.lost-cell/1' ? fact.message : 'the cell was not run');
}

const failedStageWords = {
  apply: 'does not apply',
  config: 'does not configure',
  build: 'does not build',
} as const;

function singleComparisons(plan: Plan, judged: ReadonlyMap<string, JudgedCell>): Compared[] {
  const bases = new Map(plan.cells.filter(({ tree }) => tree === baseId).map((cell) => [siteOf(cell.id), cell]));
  return plan.cells.flatMap((cell): Compared[] => {
    const site = siteOf(cell.id);
    const baseCell = cell.tree === baseId ? undefined : bases.get(site);
    const base = baseCell === undefined ? undefined : judged.get(baseCell.id);
    const candidate = judged.get(cell.id);
    if (base === undefined || candidate === undefined) return [];
    const { device, filesystem, workload } = cell;
    const pair = { base, candidate, claims: claimsFor(plan, cell) };
    const comparison = withCosts(compareCells(site, cell.tree, pair), pair, plan.thresholds.instructions);
    const failsOnBoth = base.status === 'fail' && candidate.status === 'fail';
    const undeniable = isUndeniable(gravest(candidate.failures));
    return [{ comparison, failsOnBoth, undeniable, device, filesystem, workload }];
  });
}

/** Native engine: a comparison is of all repeats of a site, and a candidate's are made together. */
function repeatedComparisons(
  plan: Plan,
  judged: ReadonlyMap<string, JudgedCell>,
  facts: ReadonlyMap<string, CellRecord | LostCell>,
): Compared[] {
  const runOf = ({ id }: PlanCell): Run[] => {
    const [cell, fact] = [judged.get(id), facts.get(id)];
    const medians = medianLatencies(fact?.format === 'pinproof.cell/1' ? fact.observations : []);
    return cell === undefined ? [] : [{ judged: cell, medians }];
  };
  const sites = [...Map.groupBy(plan.cells, ({ id }) => siteOf(id))];
  const candidates = plan.trees.filter(({ id }) => id !== baseId);
  const compared = candidates.map(({ id }) => {
    const repeated = sites.flatMap(([site, cells]) => {
      const base = cells.filter(({ tree }) => tree === baseId);
      const own = cells.filter(({ tree }) => tree === id);
      const [cell] = own;
      if (cell === undefined || base.length === 0) return [];
      const claims = claimsFor(plan, cell);
      return [{ cell, site: { site, base: base.flatMap(runOf), candidate: own.flatMap(runOf), claims } }];
    });
    const found = compareRepeats(
      id,
      repeated.map(({ site }) => site),
    );
    return found.map((each, index): Compared[] => {
      const cell = repeated[index]?.cell;
      if (cell === undefined) return [];
      const { device, filesystem, workload } = cell;
      return [{ ...each, device, filesystem, workload }];
    });
  });
  // Site by site, as with one run of each.
  return sites.flatMap((_, index) => compared.flatMap((each) => each[index] ?? []));
}

/** The refusals that a candidate claims for a workload: of all that it claims, they alone bear on a verdict. */
function claimsFor({ trees }: Plan, { tree, workload }: PlanCell): RefusalClaim[] {
  const claims = trees.find(({ id }) => id === tree)?.candidate?.claims ?? [];
  return claims.filter((claim) => 'refuses' in claim).filter(({ workloads }) => workloads.includes(workload));
}

function describeTree(tree: PlanTree, { build, boot }: JudgeInput): VerdictRecord['trees'][string] {
  const built = build.trees[tree.id];
  const release = boot?.trees[tree.id]?.release ?? (built?.outcome === 'built' ? built.release : undefined);
  return {
    title: tree.candidate?.title ?? (tree.id === baseId ? sourceName(tree.source) : tree.id),
    ...(release === undefined ? {} : { release }),
    ...(built?.outcome === 'failed' ? { failure: built } : {}),
    addedWarnings: built?.outcome === 'built' ? built.addedWarnings : [],
  };
}
