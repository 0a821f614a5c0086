import type { CallId } from '../kinds/guest/calls.ts';
import type { Observation } from '../records/run/observation.ts';
import { only } from './observations.ts';

export interface CallFailure {
  call: CallId;
  error: string;
  count: number;
  /** Of all calls of that name. */
  total: number;
}

/** Calls that failed, one entry a call and errno. */
export function failedCalls(observations: readonly Observation[]): CallFailure[] {
  const totals = new Map<string, number>();
  const failed = new Map<string, CallFailure>();
  for (const { call, errno, error, count } of only(observations, 'call')) {
    totals.set(call, (totals.get(call) ?? 0) + count);
    if (errno === 0 || count === 0) continue;
    const name = error || `errno ${errno}`;
    const entry = failed.get(`${call} ${name}`) ?? { call, error: name, count: 0, total: 0 };
    entry.count += count;
    failed.set(`${call} ${name}`, entry);
  }
  return [...failed.values()].map((entry) => ({ ...entry, total: totals.get(entry.call) ?? entry.count }));
}
