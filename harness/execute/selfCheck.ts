import type { SelfCheck } from '../records/run/selfCheck.ts';
import type { Said } from '../store/cellFolder.ts';

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

/** A cell of a run; `state` where it is recalled rather than run: whether it had been run twice. */
export interface Sampled {
  key: string;
  state?: 'checked' | 'unchecked' | undefined;
}

/**
 * Which cells that are run are run a second time: a share of all, so that a run which was interrupted chooses as it would
 * have without. Where all of that share were recalled and none was checked, a share of those that run: runs in which no
 * cell is compared say nothing of the machine. Keys are hashes: the choice is even, and the same each time.
 */
export function sampleOf(cells: readonly Sampled[]): Set<string> {
  const sample = firstOf(cells);
  const fresh = (some: readonly Sampled[]): string[] =>
    some.filter(({ state }) => state === undefined).map(({ key }) => key);
  if (sample.some(({ state }) => state !== 'unchecked')) return new Set(fresh(sample));
  return new Set(fresh(firstOf(cells.filter(({ state }) => state === undefined))));
}

function firstOf(cells: readonly Sampled[]): Sampled[] {
  const each = [...new Map(cells.map((cell) => [cell.key, cell])).values()];
  return each.toSorted((a, b) => (a.key < b.key ? -1 : 1)).slice(0, Math.ceil(each.length / share));
}
