import type { Limit } from './limits.ts';

/** A folder that is kept, or not. */
export interface Entry {
  name: string;
  /** When it was last used: milliseconds since 1970. */
  used: number;
  /** That its removal would free. */
  bytes: number;
  /** Whether another folder has some of its files too, by hard link. */
  shared: boolean;
}

export type Why = 'old' | 'too many' | 'too big';

const dayMs = 86_400_000;

/**
 * What goes, the one that was not used for longest last. Pure.
 * @param now milliseconds since 1970
 */
export function surplus(entries: readonly Entry[], limit: Limit, now: number): { entry: Entry; why: Why }[] {
  const { days, bytes = Number.POSITIVE_INFINITY, most = Number.POSITIVE_INFINITY, least = 0, keepShared } = limit;
  // Of two that were used at the same time, always the same one.
  const byUse = entries.toSorted((a, b) => b.used - a.used || (a.name < b.name ? -1 : 1));
  let total = 0;
  return byUse
    .filter(({ shared }) => !(keepShared && shared))
    .flatMap((entry, index) => {
      total += entry.bytes;
      if (index < least) return [];
      const why =
        now - entry.used > days * dayMs ? 'old' : index >= most ? 'too many' : total > bytes ? 'too big' : undefined;
      return why === undefined ? [] : [{ entry, why }];
    });
}
