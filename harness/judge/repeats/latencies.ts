import type { Statistics } from '../../records/run/verdict.ts';
import { mannWhitney } from '../statistics/mannWhitney.ts';
import type { Run } from './run.ts';

type Compared = NonNullable<Statistics['latencies']>;

/**
 * How latencies differ, for each operation that both trees measured. One number stands for a run, its median: the samples
 * within a run wait in the same queue behind the same writes, and as independent values they would make any difference
 * significant. Only runs that pass or fail count; one that was refused has synced a file that nobody wrote to.
 */
export function compareLatencies(base: readonly Run[], candidate: readonly Run[]): Compared {
  const ops = new Set([...base, ...candidate].flatMap(({ medians }) => [...medians.keys()]));
  return [...ops].toSorted().flatMap((op) => {
    const [one, other] = [valuesOf(base, op), valuesOf(candidate, op)];
    if (one.length === 0 || other.length === 0) return [];
    return [{ op, base: summary(one), candidate: summary(other), p: mannWhitney(one, other) }];
  });
}

function valuesOf(runs: readonly Run[], op: string): number[] {
  return runs.flatMap(({ judged, medians }) => {
    const value = medians.get(op);
    return value !== undefined && (judged.status === 'pass' || judged.status === 'fail') ? [value] : [];
  });
}

/** Of an even number the lower of the two in the middle: a value that was measured. */
function summary(values: readonly number[]): { runs: number; median: number } {
  const sorted = values.toSorted((a, b) => a - b);
  return { runs: values.length, median: sorted[Math.ceil(values.length / 2) - 1] ?? 0 };
}
