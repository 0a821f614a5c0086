import type { CounterId, CounterScope } from '../kinds/guest/counters.ts';
import type { Observation } from '../records/run/observation.ts';

type Counter = Extract<Observation, { type: 'counter' }>;

/** By how much each counter of a scope rose in the cell. What has no value from before rose from 0. */
export function risesOf<Scope extends CounterScope>(
  observations: readonly Observation[],
  scope: Scope,
): Map<CounterId<Scope>, number> {
  const counters = observations.filter(
    (each): each is Extract<Counter, { scope: Scope }> => each.type === 'counter' && each.scope === scope,
  );
  const before = new Map(counters.filter(({ when }) => when === 'before').map(({ name, value }) => [name, value]));
  const after = counters.filter(({ when }) => when === 'after');
  return new Map(after.map(({ name, value }) => [name, value - (before.get(name) ?? 0)]));
}
