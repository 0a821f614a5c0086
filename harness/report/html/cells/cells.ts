import type { Plan } from '../../../records/run/plan.ts';
import { siteOf } from '../../../store/cellId.ts';
import { costChart, costTable } from '../charts/costs.ts';
import { latencyCharts } from '../charts/latencies.ts';
import { html, type Markup } from '../markup.ts';
import type { Row, RowTree } from '../rows.ts';
import { treeMarks, verdictMark } from '../signs.ts';
import type { Evidence } from './evidence.ts';
import { shownRun, side } from './side.ts';

export interface CellsInput {
  plan: Plan;
  /** By cell id; none of cells that gave no facts. */
  evidence: ReadonlyMap<string, Evidence>;
  /** Ids of the cells whose consoles there is room for. */
  consoles: ReadonlySet<string>;
}

/** Every row in full, closed until it is asked for; workload by workload. */
export function cells(rows: readonly Row[], input: CellsInput): Markup {
  const planned = new Map(input.plan.cells.map((cell) => [siteOf(cell.id), cell]));
  return html`${[...Map.groupBy(rows, ({ site }) => site.workload)].map(([workload, members]) => {
    const name = planned.get(members[0]?.id ?? '')?.workload ?? workload;
    return html`<section class="group">
<h3>${workload}</h3>
<p class="quiet">${input.plan.workloads[name]?.summary}</p>
${members.map((row) => cell(row, input))}
</section>`;
  })}`;
}

function cell(row: Row, input: CellsInput): Markup {
  const { workload, filesystem, device } = row.site;
  return html`<details class="cell" data-workload="${workload}" data-filesystem="${filesystem}" data-device="${device}"
data-verdict="${row.words.join('|')}">
<summary><span class="place">${row.place}</span>${row.trees.map((tree) => html` ${treeMarks(tree)}`)}</summary>
<div class="body" id="${row.id}">${body(row, input)}</div>
</details>`;
}

function body(row: Row, { plan, evidence, consoles }: CellsInput): Markup {
  const of = (id: string | undefined): Evidence | undefined => evidence.get(id ?? '');
  const sides = row.trees.map((tree) => {
    const id = shownRun(tree)?.id ?? '';
    return side(tree, of(id), consoles.has(id));
  });
  const limit = plan.thresholds.instructions;
  const costs = row.trees.flatMap(({ name, comparisons: [gravest] }) =>
    gravest?.costs === undefined ? [] : [costChart(name, gravest.costs, limit)],
  );
  const alone = row.trees.flatMap((tree) => {
    const own = shownRun(tree)?.costs;
    return own === undefined ? [] : [costTable(tree.name, own)];
  });
  return html`${row.trees.map(why)}
<div class="sides">${sides}</div>
${latencyCharts(latenciesOf(row, of))}
${costs.length > 0 ? costs : alone}`;
}

/** Of many seeds the gravest. */
function why(tree: RowTree): Markup | undefined {
  const [gravest] = tree.comparisons;
  return gravest && html`<p class="why"><strong>${tree.name}</strong> ${verdictMark(tree)} ${gravest.why}</p>`;
}

/**
 * Of the runs that did their work: one that was refused has synced a file that nobody wrote to. Where operations are
 * counted, the one fdatasync at the end is none of them.
 */
function latenciesOf({ trees }: Row, of: (id: string) => Evidence | undefined) {
  return trees.map(({ name, runs }) => ({
    tree: name,
    latencies: runs
      .filter(({ status, costs }) => (status === 'pass' || status === 'fail') && costs === undefined)
      .flatMap(({ id }) => of(id)?.latencies ?? []),
  }));
}
