import type { SeriesPatch } from '../../records/run/build.ts';
import type { Patch } from '../forms/patch.ts';

/** How much a patch changes, as `diffstat` counts: lines by their signs. */
export function sizeOf({ parsed, files }: Pick<Patch, 'parsed' | 'files'>): NonNullable<SeriesPatch['size']> {
  const lines = parsed.files.flatMap(({ hunks }) => hunks.flatMap((hunk) => hunk.lines));
  const signed = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length;
  return { added: signed('+'), removed: signed('-'), files };
}
