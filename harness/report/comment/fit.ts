export interface Item {
  text: string;
  /** The smallest goes first where not all have room. */
  rank: number;
}

/** UTF-8: GitHub counts characters, and these are never more than bytes. */
export const sizeOf = (text: string): number => Buffer.byteLength(text);

/**
 * The items that have room, in their own order; the most important ones are chosen.
 * @param room bytes, a newline behind each item included
 */
export function fit(items: readonly Item[], room: number): { kept: string[]; left: number } {
  const kept = new Set<Item>();
  let used = 0;
  for (const item of items.toSorted((a, b) => a.rank - b.rank)) {
    const size = sizeOf(item.text) + 1;
    // One that is too long does not keep shorter ones of less weight from being seen.
    if (used + size > room) continue;
    kept.add(item);
    used += size;
  }
  const chosen = items.filter((item) => kept.has(item));
  return { kept: chosen.map(({ text }) => text), left: items.length - chosen.length };
}
