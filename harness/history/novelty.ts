import { distinctFailures } from '../judge/runs/sameFailure.ts';
import type { Novelty, RememberedRun } from '../records/outputs/history.ts';
import { withoutRepeat } from '../store/cellId.ts';
import type { Past, Seen } from './past.ts';
import { addressesOf } from './places.ts';

/**
 * What is new in the failing cells of a run, by the runs before it. Of a cell the first that is so:
 * - `flaky`: on the very same kernel it passes as well. Native engine only, where no run is like another.
 * - `first`: it has said nothing before, so nobody can tell.
 * - `fresh`: a failure that was never seen in it.
 * - `known`: all of its failures were seen before; since the youngest of them was.
 *
 * On the deterministic engine a cell is a function of its content address. One that said something else before is no
 * flaky cell but an alarm: the engine is not exact here, and then no difference between trees means anything.
 */
export function noveltyOf(
  run: RememberedRun,
  past: Pick<Past, 'wasJudged' | 'firstSeen' | 'hasPassed' | 'saidOtherwise'>,
): Novelty {
  const novelty: Novelty = { at: run.started, flaky: [], first: [], fresh: [], known: [], alarms: [] };
  const exact = run.accelerator === 'icount';
  const failing = run.cells.filter(({ status }) => status === 'fail');
  for (const [cell, runs] of Map.groupBy(failing, ({ id }) => withoutRepeat(id))) {
    const [one] = runs;
    if (one === undefined) continue;
    const addresses = addressesOf(run, one);
    if (past.hasPassed(addresses)) {
      novelty.flaky.push(cell);
      continue;
    }
    if (!past.wasJudged(addresses)) {
      novelty.first.push(cell);
      continue;
    }
    const seen = distinctFailures(runs.flatMap(({ failures }) => failures)).map((each) =>
      past.firstSeen(addresses, each),
    );
    const youngest = youngestOf(seen);
    if (youngest === undefined) novelty.fresh.push(cell);
    else novelty.known.push({ cell, since: youngest.started, run: youngest.run });
  }
  if (!exact) return novelty;
  for (const { id, key, said } of run.cells) {
    if (key === undefined || said === undefined) continue;
    const other = past.saidOtherwise(key, said);
    if (other !== undefined) novelty.alarms.push({ cell: id, run: other.run, started: other.started });
  }
  return novelty;
}

/** @returns undefined where any is */
function youngestOf(seen: readonly (Seen | undefined)[]): Seen | undefined {
  const known = seen.filter((each) => each !== undefined);
  if (known.length < seen.length) return undefined;
  return known.toSorted((a, b) => (a.started < b.started ? 1 : -1))[0];
}
