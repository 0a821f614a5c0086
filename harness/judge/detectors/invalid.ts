import type { StatusDetector } from './detector.ts';

/** A silent pass is worthless. */
export const invalid: StatusDetector = {
  name: 'invalid',
  summary: 'runs that prove nothing: no progress, no integrity data, no RDMA, a problem of the guest’s',
  fired: ({ status }) => status === 'invalid',
};
