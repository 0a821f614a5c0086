import type { BisectSide } from '../../records/outputs/bisect.ts';

/** What to do next: try the tree with so many patches; or nothing, for one of these patches is the first. */
export type Next = { patches: number } | { suspects: number[] };

/**
 * The next step of a binary search between a base that is old and a whole series that is new.
 * What cannot be tested is gone around: the nearest to the middle is tried. Where nothing is left between, the suspects
 * are all patches since the last that is old.
 * @param count patches of the series, at least one
 * @param known sides by number of patches; those of 0 and `count` need not be in it
 */
export function nextStep(count: number, known: ReadonlyMap<number, BisectSide>): Next {
  const at = (side: BisectSide): number[] => [...known].flatMap(([patches, each]) => (each === side ? [patches] : []));
  const high = Math.min(count, ...at('new'));
  const low = Math.max(0, ...at('old'));
  const middle = (low + high) / 2;
  const open = numbers(low + 1, high - 1).filter((patches) => !known.has(patches));
  const [nearest] = open.toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle) || a - b);
  return nearest === undefined ? { suspects: numbers(low + 1, high) } : { patches: nearest };
}

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
