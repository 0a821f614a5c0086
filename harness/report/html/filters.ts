import { html, type Markup } from './markup.ts';
import type { Row } from './rows.ts';

/**
 * The form that narrows the matrix and the cells; without a script it stays hidden, and everything is shown.
 * Its names are those of the address's fragment, and of the rows' data attributes.
 */
export function filters(rows: readonly Row[]): Markup {
  const site = (name: 'workload' | 'filesystem' | 'device'): string[] => rows.map((row) => row.site[name]);
  return html`<search><form id="filters" class="filters" hidden>
${choice(
  'verdict',
  'Verdict',
  rows.flatMap(({ words }) => words),
)}
${choice('workload', 'Workload', site('workload'))}
${choice('filesystem', 'Filesystem', site('filesystem'))}
${choice('device', 'Device', site('device'))}
<div class="field"><label for="filter-text">Text</label>
<input id="filter-text" name="text" type="search" autocomplete="off" spellcheck="false"></div>
<button type="reset">Show all</button>
<output id="shown" for="filter-text">${rows.length} cells</output>
</form></search>`;
}

/** What has one value only leaves nothing to choose. */
function choice(name: string, label: string, values: readonly string[]): Markup | undefined {
  const distinct = [...new Set(values)];
  if (distinct.length < 2) return undefined;
  return html`<div class="field"><label for="filter-${name}">${label}</label>
<select id="filter-${name}" name="${name}"><option value="">all</option>${distinct.map(
    (value) => html`<option value="${value}">${value}</option>`,
  )}</select></div>`;
}
