import { gravityOf } from '../records/failureKinds.ts';
import type { Plan } from '../records/plan.ts';
import type { Comparison, JudgedCell } from '../records/verdict.ts';

/** A comparison with the cells it is made of. */
export interface Compared {
  comparison: Comparison;
  base: JudgedCell;
  candidate: JudgedCell;
  device: string;
  filesystem: string;
  workload: string;
}

/** From here on a failure is the kernel's own report, which no fault of the harness makes up. */
const undeniable = gravityOf('splat:warning');

/**
 * A control does nothing that any kernel may get wrong. Where it fails on both trees, the device, the filesystem or the
 * harness makes errors of its own (stale tuples after WRITE SAME are one such, domain.md C), and what other workloads
 * show on the same device and filesystem cannot be told from that: their verdicts become inconclusive.
 *
 * - Fails on the base only: the base was broken and the candidate is not; `fixed` stands.
 * - Fails on the candidate only: `regressed` stands.
 * - A regression by a splat or a lost guest stands always: that is the kernel's own word.
 */
export function withControls(all: readonly Compared[], workloads: Plan['workloads']): Comparison[] {
  const distrusted = new Set(all.filter((each) => failsOnBoth(each, workloads)).map(site));
  return all.map((each) => {
    const { comparison } = each;
    if (!distrusted.has(site(each)) || comparison.verdict === 'invalid') return comparison;
    if (
      comparison.verdict === 'regressed' &&
      each.candidate.failures.some(({ kind }) => gravityOf(kind) >= undeniable)
    ) {
      return comparison;
    }
    const why = 'a control workload fails on both trees here: the errors may be the harness’s own';
    return { ...comparison, verdict: 'inconclusive', claimed: false, why };
  });
}

function failsOnBoth({ workload, base, candidate }: Compared, workloads: Plan['workloads']): boolean {
  return workloads[workload]?.control === true && base.status === 'fail' && candidate.status === 'fail';
}

const site = ({ device, filesystem, comparison }: Compared): string =>
  `${comparison.candidate} ${device} ${filesystem}`;
