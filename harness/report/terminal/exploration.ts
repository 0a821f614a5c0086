import type { VerdictRecord } from '../../records/run/verdict.ts';
import { parseCellId } from '../../store/cellId.ts';
import { wrapTo } from '../../text/width.ts';
import type { Style } from './style.ts';
import { renderTable, type TableCell, tableWidth } from './table.ts';

/** The most failures that some seeds alone show, that are named; all are in verdict.json. */
const mostRare = 6;

/** What several seeds reached: in how many orders events came, with how many outcomes, and what only some seeds show. */
export function explorationLines(
  { exploration }: VerdictRecord,
  trees: readonly string[],
  style: Style,
  width: number,
): string[] {
  if (exploration.length === 0) return [];
  const parts = exploration.map((each) => {
    const { tree, device, filesystem, workload } = parseCellId(each.cells);
    return { ...each, tree, workload, place: `${filesystem} on ${device}` };
  });
  // A workload that does one thing after the other notes no order.
  const ordered = parts.filter(({ orders }) => orders > 0);
  const sites = [...Map.groupBy(ordered, ({ workload, place }) => `${workload} ${place}`).values()];
  const rows = sites.map((members): TableCell[] => [
    { text: members[0]?.workload ?? '' },
    { text: members[0]?.place ?? '' },
    ...trees.map((name) => {
      const found = members.find(({ tree }) => tree === name);
      return found === undefined
        ? { text: style.dot, tone: 'dim' as const }
        : { text: `${found.orders} / ${found.outcomes} of ${found.seeds}` };
    }),
  ]);
  const table = { head: ['orders of events / outcomes, of seeds', '', ...trees], rows };
  const rare = parts.flatMap(({ tree, workload, place, seeds: all, rare: groups }) =>
    groups.map(({ kinds, seeds }) => {
      const [first] = seeds;
      return `${tree}, ${workload}, ${place}: ${kinds.join(', ')} with ${seeds.length} of ${all} seeds, the first ${first}`;
    }),
  );
  const more = rare.length > mostRare ? [`and ${rare.length - mostRare} more such failures`] : [];
  return [
    ...(rows.length > 0 && tableWidth(table) <= width ? renderTable(table, style, width) : []),
    ...[...rare.slice(0, mostRare), ...more].flatMap((line) =>
      wrapTo(line, width - 4).map((part, index) => `${index === 0 ? '  ' : '    '}${part}`),
    ),
  ];
}
