import type { VerdictRecord } from '../../records/run/verdict.ts';
import { groupFindings } from '../findingGroups.ts';
import { axesOf, sitesOf, treesOf } from '../sites.ts';
import { byWeight, count } from '../words.ts';
import { html, type Markup } from './markup.ts';
import type { Row } from './rows.ts';

type Group = ReturnType<typeof groupFindings>[number];

/** What was seen where it is not simply clean: what a candidate changed first, what is alike on base and candidate folded. */
export function findings(verdict: VerdictRecord, rows: readonly Row[]): Markup {
  const sites = sitesOf(verdict);
  const groups = groupFindings(verdict, { sites, trees: treesOf(verdict), axes: axesOf(sites) });
  const gravest = gravestOf(rows);
  const alike = groups.filter(({ workload }) => gravest.get(workload)?.verdict.startsWith('unchanged') === true);
  const others = groups.filter((group) => !alike.includes(group));
  const sorted = others.toSorted((a, b) => {
    const [one, other] = [gravest.get(a.workload), gravest.get(b.workload)];
    return one === undefined || other === undefined ? 0 : byWeight(one, other);
  });
  return html`<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">What was seen</h2>
${groups.length === 0 ? html`<p>All cells are clean.</p>` : undefined}
${sorted.map(block)}
${
  alike.length === 0
    ? undefined
    : html`<details class="alike"><summary>Alike on base and candidate: ${count(alike.length, 'workload')}</summary>${alike.map(block)}</details>`
}
</section>`;
}

/** The gravest comparison of each workload that has any. */
const gravestOf = (rows: readonly Row[]) =>
  new Map(
    [...Map.groupBy(rows, ({ site }) => site.workload)].map(([workload, members]) => {
      const all = members.flatMap(({ trees }) => trees.flatMap(({ comparisons }) => comparisons));
      return [workload, all.toSorted(byWeight)[0]] as const;
    }),
  );

const block = ({ workload, findings: all }: Group): Markup => html`<section class="finding">
<h3>${workload}</h3>
<dl>${[...Map.groupBy(all, ({ tree }) => tree)].map(
  ([tree, members]) =>
    html`<div><dt>${tree}</dt>${members.map(
      ({ where, finding }) => html`<dd><span class="quiet">${where}:</span> ${finding}</dd>`,
    )}</div>`,
)}</dl>
</section>`;
