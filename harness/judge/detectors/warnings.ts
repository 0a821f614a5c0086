import { only } from '../observations.ts';
import type { Detector } from './detector.ts';
import { splatKinds, splatsOf } from './splatKinds.ts';

/** Reports beyond those that collect keeps one by one; it counts them like lines of the log. */
const uncounted = 'more-splats';

export const warnings: Detector = {
  name: 'warnings',
  summary: 'kernel reports after which it goes on: WARN, UBSAN, and every report that no other detector takes',
  kinds: [...splatKinds('warnings'), 'splat:', `log:${uncounted}`],
  detect: (facts) => [
    ...splatsOf('warnings', facts),
    ...only(facts.record.observations, 'log')
      .filter(({ kind }) => kind === uncounted)
      .map(({ kind, count, first }) => ({ kind: `log:${kind}`, count, detail: first })),
  ],
};
