import { operations } from '../../kinds/guest/operations.ts';
import { wordsOf } from '../../kinds/guest/words.ts';
import type { Observation } from '../../records/run/observation.ts';
import type { JudgedCell } from '../../records/run/verdict.ts';
import { only } from '../observations.ts';
import type { Detector } from './detector.ts';

type Latency = Extract<Observation, { type: 'latency' }>;

/**
 * A stall is a wait of five times the longest that there is without a pin: less is the disk's own
 * spread (docs/decisions.md, "Workloads and detectors").
 */
const factor = 5;

/**
 * The tail of an operation beside a pin, against its own tail without one, in the same cell: also where the disk is busy
 * meanwhile, or the wait is shorter than what the guest reports as a stall.
 */
export const tails: Detector = {
  name: 'tails',
  summary: `fsync, sync and umount that take more than ${factor} times as long beside a pin as without one`,
  detect: ({ record }) =>
    armsOf(record.observations).flatMap(({ op, beside, usual }) =>
      beside.max <= factor * usual.max
        ? []
        : [{ kind: 'slow-when-pinned', count: slow(beside, usual), detail: inWords(op, beside, usual) }],
    ),
};

/** The longest that each operation took beside a pin and without one; undefined where nothing was timed so. */
export function besidePins(observations: readonly Observation[]): JudgedCell['beside'] {
  const arms = armsOf(observations).map(({ op, beside, usual }) => ({
    op,
    pinned: Math.round(beside.max / 1000) / 1000,
    unpinned: Math.round(usual.max / 1000) / 1000,
  }));
  return arms.length === 0 ? undefined : arms;
}

/** Operations that were timed both ways (workloads/pinned-syncs), in words. */
function armsOf(observations: readonly Observation[]): { op: string; beside: Latency; usual: Latency }[] {
  const timed = only(observations, 'latency');
  const [pinned, unpinned] = [true, false].map(
    (arm) => new Map(timed.flatMap((each) => (each.pinned === arm ? [[each.op, each]] : []))),
  );
  return [...(pinned ?? [])].flatMap(([op, beside]) => {
    const usual = unpinned?.get(op);
    return usual === undefined ? [] : [{ op: wordsOf(operations, op), beside, usual }];
  });
}

/** How many of the samples; at least the one that made the maximum. */
const slow = ({ samples }: Latency, { max }: Latency): number =>
  Math.max(1, samples.filter((each) => each > factor * max).length);

const inWords = (op: string, { max }: Latency, { max: usual }: Latency): string =>
  `${op} takes up to ${milliseconds(max)} ms beside a pin, and ${milliseconds(usual)} ms without`;

const milliseconds = (ns: number): string => Number((ns / 1e6).toPrecision(3)).toLocaleString('en');
