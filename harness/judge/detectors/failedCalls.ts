import { calls } from '../../kinds/guest/calls.ts';
import { wordsOf } from '../../kinds/guest/words.ts';
import type { Detector } from './detector.ts';

/** Calls that fail by policy are not among these: they are refusals (detectors/contract.ts). */
export const failedCalls: Detector = {
  name: 'failed-calls',
  summary: 'calls that fail and must not; those that ask for durability apart',
  detect: ({ unexpectedCalls }) =>
    unexpectedCalls.map(({ call, error, count, total }) => ({
      kind: calls[call].durable ? 'fsync-error' : 'call-error',
      count,
      detail: `${wordsOf(calls, call)} ${error} ${count} of ${total}`,
    })),
};
