import type { Observation } from '../records/run/observation.ts';

type Of<T extends Observation['type']> = Extract<Observation, { type: T }>;

/** The observations of one type, in their order. */
export const only = <T extends Observation['type']>(observations: readonly Observation[], type: T): Of<T>[] =>
  observations.filter((each): each is Of<T> => each.type === type);
