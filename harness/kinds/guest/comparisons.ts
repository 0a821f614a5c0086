import type { Named } from './words.ts';

export interface ComparisonKind extends Named {
  /** Data is found there only where it got to a place in which it must not be; everywhere else wrong bytes are lost data. */
  elsewhere?: true;
}

const kinds = {
  /** Through the shared mapping. */
  mapping: {},
  /** Past the page cache, when nothing writes any more. */
  direct: {},
  /** Past the page cache, while the pages are still held. */
  held: {},
  /** Past the page cache, after a remount. */
  remount: {},
  /** In a clone of the file, or in a snapshot of its filesystem. */
  clone: { elsewhere: true },
  /** What came out of a pipe that held the pages. */
  pipe: {},
  /** Pages that are dirty when fdatasync has returned 0. */
  'dirty-pages': { words: 'what fdatasync left' },
  /** Pages written to a disk whose filesystem is frozen. */
  'frozen-disk': { words: 'the frozen disk', elsewhere: true },
  /** Pages of the disk that cannot be read again at the end. */
  rescan: {},
} as const satisfies Readonly<Record<string, ComparisonKind>>;

export type ComparisonId = keyof typeof kinds;

/** What guests compare, by the ids of COMPARISONS in vm/protocol/ids.h. */
export const comparisons: Readonly<Record<ComparisonId, ComparisonKind>> = kinds;
