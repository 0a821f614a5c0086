import type { CellClaim, Claim, CostClaim, RefusalClaim } from '../../records/inputs/candidate.ts';
import type { Plan, PlanCell } from '../../records/run/plan.ts';
import type { Comparison, JudgedCell, JudgedClaim } from '../../records/run/verdict.ts';
import { siteOf } from '../../store/cellId.ts';
import { percentage } from '../../text/percentage.ts';
import { worstOf } from '../compare.ts';
import { statusOfRuns } from '../counts.ts';
import { describeClaim } from './words.ts';

type Outcome = Pick<JudgedClaim, 'outcome' | 'why' | 'cells'>;

/** What the run says of one candidate. */
interface Facts {
  cells: readonly { planned: PlanCell; judged: JudgedCell; calls: ReadonlySet<string> }[];
  comparisons: readonly Comparison[];
}

/**
 * Holds each candidate to what its candidate.yaml says of it. A claim that no cell is about is neither right nor wrong.
 * @param callsOf the calls that the workload of a cell has made, whatever came of them
 */
export function judgeClaims(
  { trees, cells }: Plan,
  judged: ReadonlyMap<string, JudgedCell>,
  comparisons: readonly Comparison[],
  callsOf: (id: string) => ReadonlySet<string>,
): JudgedClaim[] {
  return trees.flatMap(({ id, candidate }) => {
    const facts: Facts = {
      cells: cells.flatMap((planned) => {
        const found = planned.tree === id ? judged.get(planned.id) : undefined;
        return found === undefined ? [] : [{ planned, judged: found, calls: callsOf(planned.id) }];
      }),
      comparisons: comparisons.filter((each) => each.candidate === id),
    };
    return (candidate?.claims ?? []).map((claim) => ({
      candidate: id,
      text: describeClaim(claim),
      ...outcomeOf(claim, facts),
    }));
  });
}

function outcomeOf(claim: Claim, facts: Facts): Outcome {
  if ('refuses' in claim) return refusal(claim, facts);
  if ('costs' in claim) return cost(claim, facts);
  return cellsDo(claim, facts);
}

/**
 * In each of the workloads some cell must be refused so. Others need not, and a workload that does not make the call in
 * this suite says nothing: late-write registers no memory where its hold is a direct read.
 */
function refusal({ refuses, errno, workloads }: RefusalClaim, { cells }: Facts): Outcome {
  const there = cells.filter(({ planned }) => workloads.includes(planned.workload));
  if (there.length === 0) return notTested('the suite has none of its workloads');
  const making = there.filter(({ calls }) => calls.has(refuses));
  if (making.length === 0) return notTested('no cell of its workloads makes the call');
  const refused = making.filter(({ judged }) =>
    judged.refusals.some(({ call, error }) => call === refuses && error === errno),
  );
  const obliging = (name: string): boolean => !refused.some(({ planned }) => planned.workload === name);
  const others = making.filter(({ planned }) => obliging(planned.workload));
  if (others.length === 0) {
    return { outcome: 'confirmed', why: `${refused.length} cells`, cells: refused.map(({ judged }) => judged.id) };
  }
  return {
    outcome: 'refuted',
    why: `not in ${[...new Set(others.map(({ planned }) => planned.workload))].join(', ')}`,
    cells: others.map(({ judged }) => judged.id),
  };
}

/**
 * All cells that the claim names do as it says; those that say nothing (invalid, lost) leave it open. Of the repeats of one
 * cell one that fails is enough, and none that passes.
 */
function cellsDo(claim: CellClaim, { cells }: Facts): Outcome {
  const wanted = 'passes' in claim ? 'pass' : 'fail';
  const meant = cells.filter(({ planned }) => isMeant(claim, planned)).map(({ judged }) => judged);
  const there = [...Map.groupBy(meant, ({ id }) => siteOf(id)).values()].map(asOne);
  if (there.length === 0) return notTested('no cell of the suite is meant');
  const silent = there.filter(({ status }) => status === 'invalid' || status === 'lost');
  const otherwise = there.filter((each) => each.status !== wanted && !silent.includes(each));
  const [first] = otherwise;
  if (first !== undefined) {
    const what = first.status === 'fail' ? worstOf(first.failures) : `${first.status} ${first.reasons[0] ?? ''}`.trim();
    const why = `${otherwise.length} of ${there.length} cells do not: ${siteOf(first.id)}: ${what}`;
    return { outcome: 'refuted', why, cells: otherwise.map(({ id }) => id) };
  }
  if (silent.length > 0) return notTested(`${silent.length} of ${there.length} cells prove nothing`, silent);
  return { outcome: 'confirmed', why: `${there.length} cells`, cells: there.map(({ id }) => id) };
}

/** Of the runs of one cell that which says what they come to. */
function asOne(runs: readonly JudgedCell[]): JudgedCell {
  const status = statusOfRuns(runs);
  return runs.find((run) => run.status === status) ?? (runs[0] as JudgedCell);
}

function isMeant(claim: CellClaim, cell: PlanCell): boolean {
  const { parameters = {}, filesystems, devices } = claim;
  return (
    cell.workload === ('passes' in claim ? claim.passes : claim.fails) &&
    Object.entries(parameters).every(([name, value]) => cell.parameters[name] === value) &&
    (filesystems?.includes(cell.filesystem) ?? true) &&
    (devices?.includes(cell.device) ?? true)
  );
}

function cost({ costs: op, 'at-most': limit }: CostClaim, { comparisons, cells }: Facts): Outcome {
  const measured = comparisons.flatMap(({ cell, costs }) => {
    const found = costs?.find((each) => each.op === op);
    const id = cells.find(({ judged }) => siteOf(judged.id) === cell)?.judged.id;
    return found === undefined || id === undefined ? [] : [{ id, percent: found.percent }];
  });
  if (measured.length === 0) return notTested('no cell counts it on both trees');
  const over = measured.filter(({ percent }) => percent > limit);
  const worst = measured.reduce((most, each) => (each.percent > most.percent ? each : most));
  return {
    outcome: over.length === 0 ? 'confirmed' : 'refuted',
    why: `${percentage(worst.percent)} at most (${siteOf(worst.id)})`,
    cells: (over.length === 0 ? measured : over).map(({ id }) => id),
  };
}

const notTested = (why: string, cells: readonly JudgedCell[] = []): Outcome => ({
  outcome: 'not-tested',
  why,
  cells: cells.map(({ id }) => id),
});
