import type { Scoreboard, ScoredTree } from '../../records/outputs/scoreboard.ts';
import type { BuildRecord } from '../../records/run/build.ts';
import type { Plan, PlanTree } from '../../records/run/plan.ts';
import { type Comparison, cellStatuses, type JudgedCell, type VerdictRecord } from '../../records/run/verdict.ts';
import { parseCellId, siteOf, treeOf } from '../../store/cellId.ts';
import { figuresOf, refusalsBeyond, type Scored } from './figures.ts';

export interface ScoreboardInput {
  plan: Plan;
  build: BuildRecord;
  verdict: VerdictRecord;
}

/** Candidates side by side. Nothing is judged here: each figure is counted from the verdict, and names its cells. Pure. */
export function scoreboardOf(input: ScoreboardInput): Scoreboard {
  const { plan, verdict } = input;
  const byTree = Map.groupBy(verdict.cells, ({ id }) => treeOf(id));
  const baseId = plan.trees[0]?.id ?? 'base';
  const base = byTree.get(baseId) ?? [];
  const bases = new Map(base.map((cell) => [siteOf(cell.id), cell]));
  return {
    format: 'pinproof.scoreboard/1',
    name: plan.name,
    cells: base.length,
    trees: plan.trees.map((tree) => {
      const cells = byTree.get(tree.id) ?? [];
      const scored = cells.map((cell) => ({
        cell,
        base: tree.id === baseId ? undefined : bases.get(siteOf(cell.id)),
      }));
      return scoreTree(tree, scored, tree.id === baseId, input);
    }),
  };
}

function scoreTree(
  tree: PlanTree,
  scored: readonly Scored[],
  isBase: boolean,
  { verdict, build }: ScoreboardInput,
): ScoredTree {
  const told = verdict.trees[tree.id];
  const comparisons = verdict.comparisons.filter(({ candidate }) => candidate === tree.id);
  const size = sizeOf(build, tree.id);
  return {
    id: tree.id,
    title: told?.title ?? tree.id,
    ...(told?.release === undefined ? {} : { release: told.release }),
    ...(tree.candidate === undefined ? {} : { family: tree.candidate.family }),
    ...(told?.failure === undefined ? {} : { failed: told.failure.stage }),
    statuses: Object.fromEntries(
      cellStatuses.map((status) => [status, idsOf(scored.filter(({ cell }) => cell.status === status))]),
    ) as ScoredTree['statuses'],
    ...(isBase ? {} : { changes: changesOf(tree.id, comparisons) }),
    filesystems: filesystemsOf(scored, isBase),
    figures: figuresOf(scored),
    refusals: [...new Set(scored.flatMap(refusalsBeyond))].sort(),
    costs: isBase ? ownCosts(scored.map(({ cell }) => cell)) : costsAgainst(tree.id, comparisons),
    ...(size === undefined ? {} : { size }),
    claims: (verdict.claims ?? []).filter(({ candidate }) => candidate === tree.id),
  };
}

function changesOf(tree: string, comparisons: readonly Comparison[]): ScoredTree['changes'] {
  const cells = (wanted: (comparison: Comparison) => boolean): string[] =>
    comparisons.filter(wanted).map(({ cell }) => `${tree}/${cell}`);
  return {
    fixed: cells(({ verdict }) => verdict === 'fixed'),
    regressed: cells(({ verdict, candidateStatus }) => verdict === 'regressed' && candidateStatus !== 'refused'),
    refusedInstead: cells(({ base, candidateStatus }) => base === 'fail' && candidateStatus === 'refused'),
  };
}

function filesystemsOf(scored: readonly Scored[], isBase: boolean): ScoredTree['filesystems'] {
  const groups = Map.groupBy(scored, ({ cell }) => parseCellId(cell.id).filesystem);
  return [...groups].map(([name, members]) => {
    const failing = members.filter(({ cell, base }) => (isBase ? cell : base)?.status === 'fail');
    const fixed = failing.filter(({ cell }) => cell.status === 'pass');
    return { name, failing: failing.length, fixed: fixed.length, cells: idsOf(isBase ? failing : fixed) };
  });
}

const idsOf = (scored: readonly Scored[]): string[] => scored.map(({ cell }) => cell.id);

function ownCosts(cells: readonly JudgedCell[]): ScoredTree['costs'] {
  const measured = cells.flatMap(({ id, costs = {} }) =>
    Object.entries(costs).map(([op, instructions]) => ({ id, op, instructions })),
  );
  return [...Map.groupBy(measured, ({ op }) => op)].map(([op, all]) => ({
    op,
    instructions: rangeOf(all.map(({ instructions }) => instructions)),
    cells: all.map(({ id }) => id),
  }));
}

function costsAgainst(tree: string, comparisons: readonly Comparison[]): ScoredTree['costs'] {
  const measured = comparisons.flatMap(({ cell, costs = [] }) =>
    costs.map((cost) => ({ id: `${tree}/${cell}`, ...cost })),
  );
  return [...Map.groupBy(measured, ({ op }) => op)].map(([op, all]) => {
    const sorted = all.toSorted((a, b) => Math.abs(b.percent) - Math.abs(a.percent));
    return {
      op,
      instructions: rangeOf(all.map(({ candidate }) => candidate)),
      percent: sorted[0]?.percent ?? 0,
      cells: sorted.map(({ id }) => id),
    };
  });
}

const rangeOf = (values: readonly number[]): [number, number] => [Math.min(...values), Math.max(...values)];

/** Undefined where there is no series, or the record is of a version that did not count lines. */
function sizeOf({ series = {} }: BuildRecord, tree: string): ScoredTree['size'] {
  const patches = series[tree] ?? [];
  const sizes = patches.flatMap(({ size }) => (size === undefined ? [] : [size]));
  if (sizes.length === 0 || sizes.length < patches.length) return undefined;
  return {
    patches: patches.length,
    added: sizes.reduce((sum, { added }) => sum + added, 0),
    removed: sizes.reduce((sum, { removed }) => sum + removed, 0),
    files: new Set(sizes.flatMap(({ files }) => files)).size,
  };
}
