import { failureKindOf } from '../kinds/failureKinds.ts';
import { calls } from '../kinds/guest/calls.ts';
import { wordsOf } from '../kinds/guest/words.ts';
import type { LocatedIssue } from '../records/inputs/known.ts';
import type { Workload } from '../records/inputs/workload.ts';
import type { CellRecord, LostCell } from '../records/run/cell.ts';
import type { Observation } from '../records/run/observation.ts';
import type { CellStatus, Failure, JudgedCell } from '../records/run/verdict.ts';
import { type CallFailure, failedCalls } from './calls.ts';
import { costsOf } from './cost.ts';
import { risesOf } from './counters.ts';
import { wrongPlaces } from './detectors/content.ts';
import { longestStall } from './detectors/stalls.ts';
import { besidePins } from './detectors/tails.ts';
import { failuresOf } from './failures.ts';
import { sortOutKnown } from './known.ts';
import { fsyncLatency } from './latency.ts';
import { unmetNeeds } from './needs.ts';

/** Where a cell's artefacts are, and how it is run again. */
export type Place = Pick<JudgedCell, 'folder' | 'repeat'>;

/**
 * What one cell's observations mean. Pure.
 * @param issues reports that are no failures
 */
export function judgeCell(
  record: CellRecord,
  workload: Workload,
  place: Place,
  issues: readonly LocatedIssue[] = [],
): JudgedCell {
  const { ending } = record;
  const { rest: observations, known } = sortOutKnown(record.observations, issues);
  const failed = failedCalls(observations);
  const refusals = failed.filter((each) => isRefusal(each, workload));
  const failures = failuresOf({
    record: { ...record, observations },
    unexpectedCalls: failed.filter((each) => !refusals.includes(each)),
  });
  const progress = Object.fromEntries(risesOf(observations, 'workload'));
  const refused = refusals.length > 0;
  const gaps = [
    ...problems(observations),
    ...unmetNeeds(record.cell.needs, observations, refused),
    ...(refused ? [] : missingProgress(workload, progress)),
  ];
  const status = statusOf({ ending, failures, gaps, refused });
  const fsync = fsyncLatency(observations);
  const costs = costsOf(observations);
  const stall = longestStall(observations);
  const wrongIn = wrongPlaces(observations);
  const beside = besidePins(observations);
  return {
    id: record.cell.id,
    status,
    ending,
    failures,
    ...(known.length > 0 && { known }),
    reasons: reasonsFor(status, { gaps, refusals, guest: record.guest }),
    refusals: refusals.map(({ call, error }) => ({ call: wordsOf(calls, call), error })),
    progress,
    ...(fsync === undefined ? {} : { fsync }),
    ...(costs === undefined ? {} : { costs }),
    ...(stall === undefined ? {} : { stall }),
    ...(wrongIn === undefined ? {} : { wrongIn }),
    ...(beside === undefined ? {} : { beside }),
    ...place,
  };
}

/** A cell that trouble of ours kept from giving facts. */
export function judgeLost({ cell, message }: Pick<LostCell, 'cell' | 'message'>, place: Place): JudgedCell {
  return { id: cell.id, status: 'lost', failures: [], reasons: [message], refusals: [], progress: {}, ...place };
}

interface Facts {
  ending: CellRecord['ending'];
  failures: readonly Failure[];
  gaps: readonly string[];
  refused: boolean;
}

/**
 * The order is the point:
 * 1. A fact about the kernel that needs no progress (a splat, wrong bytes, a lost guest) is a failure, whatever else is.
 * 2. QEMU died, and the kernel is not to blame for anything: lost.
 * 3. The workload has not proven anything (no progress, no DIX, a damaged report): invalid, also where a call failed,
 *    for that may be why.
 * 4. What fails beside a refusal is a failure; a clean refusal is a refusal, never a pass.
 */
function statusOf({ ending, failures, gaps, refused }: Facts): CellStatus {
  if (failures.some(({ kind }) => failureKindOf(kind).real)) return 'fail';
  if (ending === 'killed') return 'lost';
  if (gaps.length > 0) return 'invalid';
  if (failures.length > 0) return 'fail';
  return refused ? 'refused' : 'pass';
}

function isRefusal({ call, error }: CallFailure, workload: Workload): boolean {
  return workload.contract[call]?.includes(error) ?? false;
}

function problems(observations: readonly Observation[]): string[] {
  return observations.flatMap((each) => {
    if (each.type !== 'problem') return [];
    return [each.errno === undefined ? each.what : `${each.what} (errno ${each.errno})`];
  });
}

function missingProgress({ progress: least }: Workload, progress: Readonly<Record<string, number>>): string[] {
  return Object.entries(least).flatMap(([name, minimum]) => {
    const value = progress[name];
    if (value === undefined) return [`the workload did not report ${name}`];
    return value < minimum ? [`${name} is ${value}, and ${minimum} is the least that proves anything`] : [];
  });
}

interface Because {
  gaps: readonly string[];
  refusals: readonly CallFailure[];
  guest: CellRecord['guest'];
}

function reasonsFor(status: CellStatus, { gaps, refusals, guest }: Because): string[] {
  switch (status) {
    case 'pass':
    case 'fail':
      return [...gaps];
    case 'refused':
      return refusals.map(({ call, error, count, total }) => `${wordsOf(calls, call)} ${error} ${count} of ${total}`);
    case 'lost':
      return [`QEMU ended with ${guest.signal ?? `exit code ${guest.exitCode}`}`, ...gaps];
    case 'invalid':
      return [...gaps];
  }
}
