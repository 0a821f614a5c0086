import type { CellStatus, Comparison, JudgedCell, Statistics } from '../records/run/verdict.ts';

/** How the runs of one tree at one site ended. */
export type Counts = Statistics['base'];

/** Counts the runs of a cell by how they ended. */
export function countRuns(cells: readonly Pick<JudgedCell, 'status'>[]): Counts {
  const count = (wanted: CellStatus): number => cells.filter(({ status }) => status === wanted).length;
  return {
    failures: count('fail'),
    runs: count('fail') + count('pass'),
    leftOut: { refused: count('refused'), invalid: count('invalid'), lost: count('lost') },
  };
}

/** Returns one word for all runs of a cell: the first of these that any run has; one that passes says nothing of one that fails. */
export function statusOfRuns(cells: readonly Pick<JudgedCell, 'status'>[]): CellStatus {
  const order: readonly CellStatus[] = ['fail', 'pass', 'refused', 'invalid'];
  return order.find((word) => cells.some(({ status }) => status === word)) ?? 'lost';
}

/** Returns the ps of a test in words: `p 0.024, 0.19 corrected`. */
export function probabilities(test: Pick<Statistics, 'p' | 'adjusted'>): string {
  const [p, adjusted] = [probability(test.p), probability(test.adjusted)];
  return adjusted === p ? `p ${p}` : `p ${p}, ${adjusted} corrected`;
}

/** Returns a p with two figures, which are as many as it deserves. */
export function probability(p: number): string {
  return p < 0.0001 ? '< 0.0001' : String(Number(p.toPrecision(2)));
}

/** Returns true where a comparison is a regression for the exit code: a refusal that nobody claimed and the base does not make. */
export function isRegression({ verdict, claimed, base }: Comparison): boolean {
  return verdict === 'regressed' || (verdict === 'refused' && !claimed && base !== 'refused');
}
