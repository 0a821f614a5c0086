import { gravityOf } from '../kinds/failureKinds.ts';
import type { Plan } from '../records/run/plan.ts';
import type { Comparison } from '../records/run/verdict.ts';

/** A comparison with what must be known of the cells it is made of. */
export interface Compared {
  comparison: Comparison;
  failsOnBoth: boolean;
  /** It has regressed by the kernel's own report. */
  undeniable: boolean;
  device: string;
  filesystem: string;
  workload: string;
}

/** Whether a failure of such gravity (0 to 6) is the kernel's own report, which no fault of the harness makes up. */
export const isUndeniable = (gravity: number): boolean => gravity >= gravityOf('splat:warning');

/**
 * A control does nothing that any kernel may get wrong. Where it fails on both trees, the device, the filesystem or the
 * harness makes errors of its own (stale tuples after WRITE SAME are one such, vm/README.md), and what other workloads
 * show on the same device and filesystem cannot be distinguished from that: their verdicts become inconclusive.
 *
 * - Fails on the base only: the base was broken and the candidate is not; `fixed` stands.
 * - Fails on the candidate only: `regressed` stands.
 * - A regression by a splat or a lost guest stands always: that is the kernel's own word.
 */
export function withControls(all: readonly Compared[], workloads: Plan['workloads']): Comparison[] {
  const failing = all.filter(({ failsOnBoth, workload }) => failsOnBoth && workloads[workload]?.control === true);
  const distrusted = new Set(failing.map(site));
  return all.map((each) => {
    const { comparison } = each;
    if (!distrusted.has(site(each)) || comparison.verdict === 'invalid') return comparison;
    if (comparison.verdict === 'regressed' && each.undeniable) return comparison;
    const why = 'a control workload fails on both trees here: the errors may be the harness’s own';
    return { ...comparison, verdict: 'inconclusive', claimed: false, why };
  });
}

const site = ({ device, filesystem, comparison }: Compared): string =>
  `${comparison.candidate} ${device} ${filesystem}`;
