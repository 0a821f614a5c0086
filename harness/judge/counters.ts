import type { Observation } from '../records/run/observation.ts';

type Counter = Extract<Observation, { type: 'counter' }>;

/** By how much each counter of a scope rose in the cell. What has no value from before rose from 0. */
export function risesOf(observations: readonly Observation[], scope: Counter['scope']): Map<string, number> {
  const counters = observations.filter((each): each is Counter => each.type === 'counter' && each.scope === scope);
  const before = new Map(counters.filter(({ when }) => when === 'before').map(({ name, value }) => [name, value]));
  const after = counters.filter(({ when }) => when === 'after');
  return new Map(after.map(({ name, value }) => [name, value - (before.get(name) ?? 0)]));
}
