import type { SelfCheck } from '../records/selfCheck.ts';

/** What a guest said, twice. */
export interface Said {
  console: string;
  report: string;
}

/**
 * Whether two runs of the same cell said the same, byte for byte. The first line of a console is ours: the command.
 * @returns the check, with the first line that differs
 */
export function compareRuns(one: Said, two: Said): SelfCheck {
  const console = firstDifference(one.console, two.console, 2);
  const report = firstDifference(one.report, two.report, 1);
  const difference = console === undefined ? report && `report ${report}` : `console ${console}`;
  return {
    format: 'pinproof.self-check/1',
    same: difference === undefined,
    ...(difference !== undefined && { difference }),
  };
}

function firstDifference(one: string, two: string, from: number): string | undefined {
  if (one === two) return undefined;
  const [a, b] = [one.split('\n'), two.split('\n')];
  for (let index = from - 1; index < Math.max(a.length, b.length); index += 1) {
    if (a[index] !== b[index])
      return `line ${index + 1}: "${clip(a[index] ?? 'no more')}" and "${clip(b[index] ?? 'no more')}"`;
  }
  return undefined;
}

const clip = (line: string): string => (line.length > 200 ? `${line.slice(0, 200)}...` : line);

/** One in nine, and at least one: a guest in ten is spent on it where there are many. */
const share = 9;

/** Which of the cells that ran are run a second time. Keys are hashes: the choice is even, and the same each time. */
export function sampleOf(keys: readonly string[]): Set<string> {
  return new Set(keys.toSorted().slice(0, Math.ceil(keys.length / share)));
}
