import type { Observation } from '../../records/observation.ts';
import { only } from '../observations.ts';
import type { Detector } from './detector.ts';

type Latency = Extract<Observation, { type: 'latency' }>;

/**
 * A stall is a wait of five times the longest that there is without a pin: the least that mm and file system developers
 * take for evidence (domain.md E). Less is the disk's own spread.
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
  detect({ record }) {
    const longest = new Map(only(record.observations, 'latency').map((each) => [each.op, each]));
    return [...longest.values()].flatMap((each) => {
      if (!each.op.endsWith(pinned)) return [];
      const op = each.op.slice(0, -pinned.length);
      const usual = longest.get(`${op}${unpinned}`);
      if (usual === undefined || each.max <= factor * usual.max) return [];
      return [{ kind: 'slow-when-pinned', count: slow(each, usual), detail: inWords(op, each, usual) }];
    });
  },
};

/** How many of the samples; at least the one that made the maximum. */
const slow = ({ samples }: Latency, { max }: Latency): number =>
  Math.max(1, samples.filter((each) => each > factor * max).length);

const inWords = (op: string, { max }: Latency, { max: usual }: Latency): string =>
  `${op} takes up to ${milliseconds(max)} ms beside a pin, and ${milliseconds(usual)} ms without`;

const milliseconds = (ns: number): string => Number((ns / 1e6).toPrecision(3)).toLocaleString('en');
