import type { VerdictRecord } from '../../records/run/verdict.ts';
import { percentage } from '../../text/percentage.ts';
import { type Axes, comparisonAt, describeSite, runsAt, type Site } from '../sites.ts';
import { thousands } from '../words.ts';
import type { Style } from './style.ts';
import { renderTable, type TableCell, tableWidth } from './table.ts';

/**
 * What operations cost in instructions: a table a candidate, a line an operation, a column a site; or of the base alone.
 * A site too many for the width is left out; all are in verdict.json.
 */
export function costLines(
  verdict: VerdictRecord,
  {
    trees,
    sites,
    axes,
    style,
    width,
  }: { trees: readonly string[]; sites: readonly Site[]; axes: Axes; style: Style; width: number },
): string[] {
  const [base = '', ...candidates] = trees;
  const measured = sites.flatMap((site) => {
    const costs = runsAt(verdict, base, site)[0]?.costs;
    return costs === undefined ? [] : [{ site, costs }];
  });
  if (measured.length === 0) return [];
  const ops = [...new Set(measured.flatMap(({ costs }) => Object.keys(costs)))];
  const tableOf = (name: string | undefined, shown: typeof measured) => ({
    head: [
      name === undefined ? 'instructions' : `instructions, ${name} against base`,
      ...shown.map(({ site }) => describeSite(site, axes)),
    ],
    rows: ops.map((op): TableCell[] => [
      { text: op },
      ...shown.map(({ site, costs }): TableCell => {
        const before = costs[op];
        if (before === undefined) return { text: style.dot, tone: 'dim' };
        if (name === undefined) return { text: thousands(before) };
        const cost = comparisonAt(verdict, name, site)?.costs?.find((each) => each.op === op);
        if (cost === undefined) return { text: `${thousands(before)}  ${style.dot}` };
        return {
          text: `${thousands(before)}  ${percentage(cost.percent)}`,
          ...(cost.over && { tone: 'bad' as const }),
        };
      }),
    ]),
  });
  const tables = (candidates.length === 0 ? [undefined] : candidates).flatMap((name) => {
    let shown = measured;
    while (shown.length > 1 && tableWidth(tableOf(name, shown)) > width) shown = shown.slice(0, -1);
    return [renderTable(tableOf(name, shown), style, width)];
  });
  return tables.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}
