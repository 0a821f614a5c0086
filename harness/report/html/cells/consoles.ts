import { byWeight } from '../../words.ts';
import type { Row } from '../rows.ts';
import type { Evidence } from './evidence.ts';
import { shownRun } from './side.ts';

/** Characters of all consoles in a page: what is left of ten megabytes when a thousand cells have said everything else. */
const room = 4_000_000;

/** The cells whose consoles are in the page: as many as there is room for, those that a reader must act on first. */
export function chooseConsoles(rows: readonly Row[], evidence: ReadonlyMap<string, Evidence>): Set<string> {
  const wanted = rows.flatMap(({ trees }) => {
    const [gravest] = trees.flatMap(({ comparisons }) => comparisons).toSorted(byWeight);
    return trees.flatMap((tree) => {
      const id = shownRun(tree)?.id ?? '';
      const stretches = evidence.get(id)?.excerpt?.stretches ?? [];
      const size = stretches.reduce((sum, { lines }) => sum + lines.reduce((all, line) => all + line.length + 8, 0), 0);
      return size === 0 ? [] : [{ id, size, gravest }];
    });
  });
  const sorted = wanted.toSorted((a, b) =>
    a.gravest === undefined || b.gravest === undefined ? 0 : byWeight(a.gravest, b.gravest),
  );
  const chosen = new Set<string>();
  let used = 0;
  for (const { id, size } of sorted) {
    if (used + size > room) break;
    used += size;
    chosen.add(id);
  }
  return chosen;
}
