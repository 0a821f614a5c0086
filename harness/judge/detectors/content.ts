import { only } from '../observations.ts';
import type { Detector } from './detector.ts';

/** The worst failures print nothing: what a file holds is compared with what was written to it, by every way to it. */
export const content: Detector = {
  name: 'content',
  summary:
    'wrong bytes: through the mapping, by O_DIRECT, after a remount, in clones and snapshots, held, by a rescan of the disk',
  kinds: ['content'],
  detect: ({ record }) =>
    only(record.observations, 'comparison')
      .filter(({ ok }) => !ok)
      .map(({ where, pages, bad, first, found }) => ({
        kind: 'content',
        count: bad,
        detail: [
          `${bad} of ${pages} pages wrong in ${where}`,
          ...(first === undefined ? [] : [`first page ${first}`]),
          ...(found === undefined ? [] : [`found ${found}`]),
        ].join(', '),
      })),
};
