import { only } from '../observations.ts';
import type { Detector } from './detector.ts';

export const checks: Detector = {
  name: 'checks',
  summary: 'tests of the guest’s that are not ok: what a workload checks by itself, umount, mount after the cell',
  detect: ({ record }) =>
    only(record.observations, 'check')
      .filter(({ ok, skipped }) => !ok && !skipped)
      .map(({ text }) => ({ kind: 'check', count: 1, detail: `not ok: ${text}` })),
};
