import type { VerdictRecord } from '../../records/run/verdict.ts';
import { html, type Markup } from './markup.ts';

/** What several seeds reached: in how many orders events came, with how many outcomes, and what only some seeds show. */
export function exploration({ exploration: all }: VerdictRecord): Markup | undefined {
  if (all.length === 0) return undefined;
  return html`<section id="seeds" aria-labelledby="seeds-title">
<h2 id="seeds-title">Seeds</h2>
<div class="scroll" role="group" aria-label="what seeds reached" tabindex="0"><table class="figures">
<caption>What several seeds of a cell reached; no orders where a workload does one thing after the other</caption>
<thead><tr><th scope="col">cells</th><th scope="col">seeds</th><th scope="col">orders of events</th><th scope="col">outcomes</th>
<th scope="col">only with some seeds</th></tr></thead>
<tbody>${all.map(
    ({ cells, seeds, orders, outcomes, rare }) => html`<tr><th scope="row">${cells}</th><td>${seeds}</td>
<td>${orders === 0 ? 'none' : orders}</td><td>${outcomes}</td><td>${rare
      .map(({ kinds, seeds: some }) => `${kinds.join(', ')}: seed ${some.join(' ')}`)
      .join('; ')}</td></tr>`,
  )}</tbody></table></div>
</section>`;
}
