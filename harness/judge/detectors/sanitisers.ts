import type { Detector } from './detector.ts';
import { splatKinds, splatsOf } from './splatKinds.ts';

export const sanitisers: Detector = {
  name: 'sanitisers',
  summary:
    'bad accesses and broken lock rules, by what the debug flavour adds: KASAN, KFENCE, lockdep, sleep in atomic',
  kinds: splatKinds('sanitisers'),
  detect: (facts) => splatsOf('sanitisers', facts),
};
