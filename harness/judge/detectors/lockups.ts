import type { Detector } from './detector.ts';
import { splatKinds, splatsOf } from './splatKinds.ts';

export const lockups: Detector = {
  name: 'lockups',
  summary: 'processors and tasks that get nowhere, by the kernel’s own watchdogs',
  kinds: splatKinds('lockups'),
  detect: (facts) => splatsOf('lockups', facts),
};
