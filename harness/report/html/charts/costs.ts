import type { Comparison } from '../../../records/run/verdict.ts';
import { percentage } from '../../../text/percentage.ts';
import { thousands } from '../../words.ts';
import { html, type Markup } from '../markup.ts';

type Cost = NonNullable<Comparison['costs']>[number];

const size = { width: 120, height: 14 };

/** What operations cost on a candidate against the base, in instructions: a bar an operation, figures beside it. */
export function costChart(candidate: string, costs: readonly Cost[], limit: number): Markup {
  const reach = Math.max(limit * 1.25, ...costs.map(({ percent }) => Math.abs(percent)));
  return html`<div class="scroll" role="group" aria-label="instructions, ${candidate}" tabindex="0"><table class="figures costs">
<caption>Instructions that an operation takes, ${candidate} against base; more than ${limit} % is a regression</caption>
<thead><tr><th scope="col">operation</th><th scope="col">base</th><th scope="col">${candidate}</th><th scope="col">change</th>
<th scope="col" class="chart">${percentage(-reach)} to ${percentage(reach)}</th></tr></thead>
<tbody>${costs.map(
    ({ op, base, candidate: own, percent, over }) => html`<tr><th scope="row">${op}</th><td>${thousands(base)}</td>
<td>${thousands(own)}</td><td${over ? html` class="tone-bad"` : undefined}>${percentage(percent)}${over ? ' ▼ too many' : ''}</td>
<td class="chart">${changeBar(percent, over, limit, reach)}</td></tr>`,
  )}</tbody></table></div>`;
}

/** What operations cost where there is nothing to compare with. */
export function costTable(tree: string, costs: Readonly<Record<string, number>>): Markup {
  const most = Math.max(...Object.values(costs));
  return html`<div class="scroll" role="group" aria-label="instructions, ${tree}" tabindex="0"><table class="figures costs">
<caption>Instructions that an operation takes, ${tree}</caption>
<thead><tr><th scope="col">operation</th><th scope="col">instructions</th><th scope="col" class="chart">0 to ${thousands(most)}</th></tr></thead>
<tbody>${Object.entries(costs).map(
    ([op, instructions]) => html`<tr><th scope="row">${op}</th><td>${thousands(instructions)}</td>
<td class="chart">${bar(`M0 2h${((instructions / most) * size.width).toFixed(1)}v10H0z`, 'of-base')}</td></tr>`,
  )}</tbody></table></div>`;
}

/** From the middle to the right where it costs more; thin lines where it costs too much, and as much less. */
function changeBar(percent: number, over: boolean, limit: number, reach: number): Markup {
  const middle = size.width / 2;
  const x = (value: number): number => middle + (value / reach) * middle;
  const ends = `M${middle} 2H${x(percent).toFixed(1)}v10H${middle}z`;
  const limits = [-limit, 0, limit].map((value) => `M${x(value).toFixed(1)} 0v${size.height}`).join('');
  return bar(ends, over ? 'over' : 'of-candidate', limits);
}

const bar = (path: string, kind: string, limits = ''): Markup =>
  html`<svg class="bars ${kind}" viewBox="0 0 ${size.width} ${size.height}" preserveAspectRatio="none" aria-hidden="true"
focusable="false"><path class="limits" d="${limits}"/><path d="${path}"/></svg>`;
