import { failedCalls } from '../../../../harness/judge/calls.ts';
import type { Facts } from '../../../../harness/judge/detectors/detector.ts';
import type { CallId } from '../../../../harness/kinds/guest/calls.ts';
import type { CounterId, CounterScope } from '../../../../harness/kinds/guest/counters.ts';
import type { CellRecord } from '../../../../harness/records/run/cell.ts';
import type { Observation } from '../../../../harness/records/run/observation.ts';
import { aRecord, healthy } from '../../../fixtures/records.ts';

/** What a detector is given of a healthy cell in which these were observed too; no call is covered by a contract. */
export function factsOf(observations: readonly Observation[] = [], over: Partial<CellRecord> = {}): Facts {
  const record = aRecord([...healthy, ...observations], over);
  return { record, unexpectedCalls: failedCalls(record.observations) };
}

export const counter = <Scope extends CounterScope>(
  scope: Scope,
  name: CounterId<Scope>,
  when: 'before' | 'after',
  value: number,
): Observation => ({ type: 'counter', scope, name, when, value }) as Observation;

export const aSplat = (name: string, title: string): Observation => ({
  type: 'splat',
  class: 'any',
  kind: name,
  title,
  fingerprint: '0123456789ab',
  truncated: false,
  firstLine: 1,
  lastLine: 2,
  text: '',
});

export const aLog = (kind: string, count: number, first = 'x'): Observation => ({ type: 'log', kind, count, first });

export const aCall = (call: CallId, errno: number, error: string, count: number): Observation => ({
  type: 'call',
  call,
  errno,
  error,
  count,
});
