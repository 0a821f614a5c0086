import { harmlessLogs } from '../../kinds/failureKinds.ts';
import { only } from '../observations.ts';
import type { Detector } from './detector.ts';
import { warnings } from './warnings.ts';

/** Counts are lower bounds: printk is rate-limited. */
export const logErrors: Detector = {
  name: 'log-errors',
  summary: 'errors and warnings of file systems, page cache and block layer in the kernel’s log',
  kinds: ['log:'],
  detect: ({ record }) =>
    only(record.observations, 'log')
      .filter(({ kind }) => !harmlessLogs.has(kind) && !warnings.kinds.includes(`log:${kind}`))
      .map(({ kind, count, first }) => ({ kind: `log:${kind}`, count, detail: first })),
};
