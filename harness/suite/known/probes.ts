import type { SplatFormat } from '../../kinds/splats/format.ts';
import { splatFormats } from '../../kinds/splats/index.ts';

const areas = ['', '__', 'ext4_', 'xfs_', 'btrfs_', 'iomap_', 'jbd2_', 'folio_', 'mm_', 'bio_', 'blk_', 'ib_', 'rxe_'];
const functions = areas.map((area) => ` in ${area}no_such_function`);

/** One group of the header in a title, or several that stand together. */
const groups = /\{\d\}(?: ?\{\d\})*/;

/**
 * Titles of kernel reports about functions that no kernel has, in the shapes of the formats. A pattern that matches one of
 * them would take bugs for known that nobody has seen yet. What a title without a function and without examples names is
 * one bug, and may be known.
 */
export const probes: readonly string[] = [...new Set(splatFormats.flatMap(titlesOf))];

/** Returns titles of a format: the function of a report may not be known, and its title goes without then. */
function titlesOf({ title, examples }: SplatFormat): string[] {
  const named = title.includes(' in {function}');
  if (!named && examples === undefined) return [];
  const filled = (examples ?? ['']).map((example) => title.replace(groups, example));
  const accesses = filled.flatMap((each) =>
    each.includes('{access}') ? ['Read', 'Write', 'Free'].map((access) => each.replace('{access}', access)) : [each],
  );
  return accesses.flatMap((each) =>
    ['', ...(named ? functions : [])].map((where) => each.replace(' in {function}', where)),
  );
}
