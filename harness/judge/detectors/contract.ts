import type { StatusDetector } from './detector.ts';

/** Refusals are no failures: alone they make a cell `refused`, beside a failure they stand with it. */
export const contract: StatusDetector = {
  name: 'contract',
  summary: 'calls that a kernel refuses as a matter of policy, by the workload’s contract: the cell is refused',
  fired: ({ refusals }) => refusals.length > 0,
};
