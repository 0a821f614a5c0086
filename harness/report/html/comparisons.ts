import { comparisons as kinds } from '../../kinds/guest/comparisons.ts';
import { wordsOf } from '../../kinds/guest/words.ts';
import { thousands } from '../words.ts';
import type { Evidence } from './cells/evidence.ts';
import { html, type Markup } from './markup.ts';

const pageSize = 4096;

/** Comparisons of what a file holds with what was written: those that failed with page and byte, the others by name. */
export function comparisonTable(comparisons: Evidence['comparisons']): Markup | undefined {
  const failed = comparisons.filter(({ ok }) => !ok);
  const right = comparisons.filter(({ ok }) => ok);
  return html`${failed.length === 0 ? undefined : failedTable(failed)}
${right.length === 0 ? undefined : html`<p class="quiet">As it must be: ${[...new Set(right.map(({ where }) => wordsOf(kinds, where)))].join(', ')}.</p>`}`;
}

function failedTable(failed: Evidence['comparisons']): Markup {
  const placed = failed.some(({ first }) => first !== undefined);
  const head = ['where', 'wrong pages', ...(placed ? ['first wrong page', 'its offset', 'found there'] : [])];
  return html`<div class="scroll" role="group" aria-label="comparisons that failed" tabindex="0"><table class="figures">
<caption>Comparisons that failed</caption>
<thead><tr>${head.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${failed.map(
    ({ where, bad, pages, first, found }) =>
      html`<tr><th scope="row">${wordsOf(kinds, where)}</th><td>${bad} of ${pages}</td>${
        placed
          ? html`<td>${first}</td><td>${first === undefined ? undefined : thousands(first * pageSize)}</td><td class="wide">${found}</td>`
          : undefined
      }</tr>`,
  )}</tbody></table></div>
${placed ? html`<p class="quiet">Pages of 4 KiB, offsets in bytes; in the file, or of the rescan on the disk.</p>` : undefined}`;
}
