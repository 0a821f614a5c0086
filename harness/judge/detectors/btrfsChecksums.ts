import { risesOf } from '../counters.ts';
import type { Detector } from './detector.ts';

/** BTRFS_IOC_GET_DEV_STATS counts every error of the cell; the log's lines about them are rate-limited. */
export const btrfsChecksums: Detector = {
  name: 'btrfs-checksums',
  summary: 'checksum, generation and I/O errors in btrfs’s own device statistics',
  detect: ({ record }) =>
    [...risesOf(record.observations, 'btrfs')]
      .filter(([, rise]) => rise > 0)
      .map(([name, rise]) => ({ kind: 'btrfs-counter', count: rise, detail: `btrfs ${name} +${rise}` })),
};
