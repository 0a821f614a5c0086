import type { VerdictWord } from '../../records/run/verdict.ts';
import { html, type Markup } from './markup.ts';
import type { Row } from './rows.ts';
import { treeMarks } from './signs.ts';

/**
 * Workloads on devices down, filesystems across, base beside candidates in each cell. The roles are those that the elements
 * have anyway: on narrow screens the table is laid out as a grid, and some browsers then forget them.
 */
export function matrix(rows: readonly Row[]): Markup {
  const filesystems = [...new Set(rows.map(({ site }) => site.filesystem))];
  const lines = [...Map.groupBy(rows, ({ site }) => `${site.workload} ${site.device}`).values()];
  const devices = new Set(rows.map(({ site }) => site.device)).size > 1;
  return html`<div class="scroll" role="group" aria-labelledby="matrix-title" tabindex="0">
<table class="matrix" role="table">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">workload</th>${filesystems.map(
    (name) => html`<th scope="col" role="columnheader">${name}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">${lines.map((members) => line(members, filesystems, devices))}</tbody>
</table>
</div>`;
}

function line(members: readonly Row[], filesystems: readonly string[], devices: boolean): Markup {
  const [first] = members;
  const device = devices ? html` <span class="quiet">on ${first?.site.device}</span>` : undefined;
  return html`<tr role="row"><th scope="row" role="rowheader">${first?.site.workload}${device}</th>${filesystems.map(
    (name) => html`<td role="cell">${members.filter(({ site }) => site.filesystem === name).map(entry)}</td>`,
  )}</tr>`;
}

const entry = (row: Row): Markup =>
  html`<a class="entry" href="#${row.id}">${row.trees.map((tree) => html`${treeMarks(tree, isUnchanged)} `)}</a>`;

/** What stays as it was needs no word beside two that are the same; so the eye goes to what did not. */
const isUnchanged = (verdict: VerdictWord): boolean => verdict === 'unchanged-good' || verdict === 'unchanged-bad';
