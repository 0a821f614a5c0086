import type { JudgedCell } from '../../records/run/verdict.ts';

/** Returns what a person would call the same outcome: numbers of errors depend on how long things take, and tracing takes time. */
export function outcomeOf({ status, failures }: JudgedCell): string {
  const kinds = failures.map(({ kind }) => kind).toSorted();
  return kinds.length === 0 ? status : `${status} (${kinds.join(', ')})`;
}
