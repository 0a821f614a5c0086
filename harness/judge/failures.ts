import type { Failure } from '../records/run/verdict.ts';
import type { Facts } from './detectors/detector.ts';
import { detectors } from './detectors/index.ts';

/** Everything in a cell that must not be, in the order of the detectors' table. */
export function failuresOf(facts: Facts): Failure[] {
  return detectors.flatMap(({ detect }) => detect(facts));
}
