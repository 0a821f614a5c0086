import type { CellStatus, JudgedCell, Statistics } from './verdict.ts';

/** The part of a cell's id that its tree and its repeat do not change: device/filesystem/workload/seed. */
export const siteIdOf = (cellId: string): string => cellId.split('/').slice(1, 5).join('/');

export const treeOf = (cellId: string): string => cellId.slice(0, cellId.indexOf('/'));

/** How the runs of one tree at one site ended. */
export type Counts = Statistics['base'];

export function countRuns(cells: readonly JudgedCell[]): Counts {
  const count = (wanted: CellStatus): number => cells.filter(({ status }) => status === wanted).length;
  return {
    failures: count('fail'),
    runs: count('fail') + count('pass'),
    leftOut: { refused: count('refused'), invalid: count('invalid'), lost: count('lost') },
  };
}

/** The one word for all of them: the first of these that any run has; one that passes says nothing of one that fails. */
export function statusOfRuns(cells: readonly JudgedCell[]): CellStatus {
  const order: readonly CellStatus[] = ['fail', 'pass', 'refused', 'invalid'];
  return order.find((word) => cells.some(({ status }) => status === word)) ?? 'lost';
}
