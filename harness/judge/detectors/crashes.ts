import type { Detector } from './detector.ts';
import { splatKinds, splatsOf } from './splatKinds.ts';

export const crashes: Detector = {
  name: 'crashes',
  summary: 'kernel reports after which nothing can be trusted: oops, BUG, panic, bad page state, refcounts, lists',
  kinds: splatKinds('crashes'),
  detect: (facts) => splatsOf('crashes', facts),
};
