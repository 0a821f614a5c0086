import { durability } from '../calls.ts';
import type { Detector } from './detector.ts';

/** Calls that fail by policy are not among these: they are refusals (detectors/contract.ts). */
export const failedCalls: Detector = {
  name: 'failed-calls',
  summary: 'calls that fail and must not; those that ask for durability apart',
  detect: ({ unexpectedCalls }) =>
    unexpectedCalls.map(({ call, error, count, total }) => ({
      kind: durability.has(call) ? 'fsync-error' : 'call-error',
      count,
      detail: `${call} ${error} ${count} of ${total}`,
    })),
};
