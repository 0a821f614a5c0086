import { calls } from '../../kinds/guest/calls.ts';
import { wordsOf } from '../../kinds/guest/words.ts';
import type { Observation } from '../../records/run/observation.ts';
import type { Failure, JudgedCell } from '../../records/run/verdict.ts';
import { only } from '../observations.ts';
import type { Detector } from './detector.ts';
import { waiterOf } from './waiters.ts';

type Stall = Extract<Observation, { type: 'stall' }>;

/**
 * The guest reports calls that wait for 2 seconds or more while the disk is idle: each of them is a stall. PSI and hung tasks
 * only support it: PSI counts sleepers of io_schedule() alone, and the hung task detector none that wake up or can be killed.
 */
export const stalls: Detector = {
  name: 'stalls',
  summary: 'calls that wait while the disk is idle: nothing is in flight, nothing completes',
  detect: ({ record }) =>
    [
      ...Map.groupBy(
        only(record.observations, 'stall'),
        ({ call, stack }) => `${call} ${waiterOf(stack) ?? ''}`,
      ).values(),
    ].flatMap(merged),
};

/** Those of one call at one place, as one failure with the longest wait. */
function merged(stalls: readonly Stall[]): Failure[] {
  const worst = longest(stalls);
  if (worst === undefined) return [];
  const waiter = waiterOf(worst.stack);
  const where = waiter === undefined ? '' : `, in ${waiter}`;
  const endless = stalls.some(({ ended }) => !ended) ? ', and does not end' : '';
  const detail = `${wordsOf(calls, worst.call)} waits ${inSeconds(worst.seconds)} while the disk is idle${where}${endless}`;
  return [{ kind: 'stall', count: stalls.length, detail }];
}

/** The longest wait on an idle disk; of equal ones that which never came back. Undefined where there is none. */
export function longestStall(observations: readonly Observation[]): JudgedCell['stall'] {
  const worst = longest(only(observations, 'stall'));
  if (worst === undefined) return undefined;
  const { seconds, call, ended } = worst;
  return { seconds, call: wordsOf(calls, call), ended };
}

function longest(stalls: readonly Stall[]): Stall | undefined {
  return stalls.toSorted((a, b) => b.seconds - a.seconds || Number(a.ended) - Number(b.ended))[0];
}

const inSeconds = (seconds: number): string => `${Number(seconds.toFixed(1))} s`;
