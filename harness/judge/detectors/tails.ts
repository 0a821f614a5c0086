import type { Observation } from '../../records/run/observation.ts';
import type { JudgedCell } from '../../records/run/verdict.ts';
import { only } from '../observations.ts';
import type { Detector } from './detector.ts';

type Latency = Extract<Observation, { type: 'latency' }>;

/**
 * A stall is a wait of five times the longest that there is without a pin: the least that mm and file system developers
 * take for evidence (docs/kernel-facts.md). Less is the disk's own spread.
 */
const factor = 5;

/** What a workload calls an operation that it times with a pin in place, and without (workloads/pinned-syncs). */
const [pinned, unpinned] = [', pinned', ', unpinned'];

/**
 * The tail of an operation beside a pin, against its own tail without one, in the same cell: also where the disk is busy
 * meanwhile, or the wait is shorter than what the guest tells as a stall.
 */
export const tails: Detector = {
  name: 'tails',
  summary: `fsync, sync and umount that take more than ${factor} times as long beside a pin as without one`,
  kinds: ['slow-when-pinned'],
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

/** Operations that were timed both ways. */
function armsOf(observations: readonly Observation[]): { op: string; beside: Latency; usual: Latency }[] {
  const timed = new Map(only(observations, 'latency').map((each) => [each.op, each]));
  return [...timed.values()].flatMap((beside) => {
    if (!beside.op.endsWith(pinned)) return [];
    const op = beside.op.slice(0, -pinned.length);
    const usual = timed.get(`${op}${unpinned}`);
    return usual === undefined ? [] : [{ op, beside, usual }];
  });
}

/** How many of the samples; at least the one that made the maximum. */
const slow = ({ samples }: Latency, { max }: Latency): number =>
  Math.max(1, samples.filter((each) => each > factor * max).length);

const inWords = (op: string, { max }: Latency, { max: usual }: Latency): string =>
  `${op} takes up to ${milliseconds(max)} ms beside a pin, and ${milliseconds(usual)} ms without`;

const milliseconds = (ns: number): string => Number((ns / 1e6).toPrecision(3)).toLocaleString('en');
