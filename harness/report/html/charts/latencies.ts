import { wordsOfTimed } from '../../../kinds/guest/operations.ts';
import { percentile, type Weighted, weighted } from '../../../text/quantiles.ts';
import { milliseconds } from '../../words.ts';
import type { Evidence } from '../cells/evidence.ts';
import { html, type Markup } from '../markup.ts';
import { type Scale, scaleFor } from './scale.ts';

/** What one tree measured at a row's sites. */
export interface TreeLatencies {
  tree: string;
  latencies: Evidence['latencies'];
}

const bins = 48;
const size = { width: 240, height: 36 };

/** For each operation the distribution of its latencies, a tree a line, all on one scale; the figures stand beside it. */
export function latencyCharts(trees: readonly TreeLatencies[]): Markup[] {
  const ops = [...new Set(trees.flatMap(({ latencies }) => latencies.map(nameOf)))];
  return ops.flatMap((op) => {
    const measured = trees.flatMap(({ tree, latencies }) => {
      const series = latencies.filter((each) => nameOf(each) === op);
      const samples = weighted(series).map(({ value, weight }) => ({ value: value / 1e6, weight }));
      const max = Math.max(...series.map((each) => each.max / 1e6));
      const calls = series.reduce((sum, { count }) => sum + count, 0);
      return samples.length === 0 ? [] : [{ tree, samples, max, calls }];
    });
    if (measured.length === 0) return [];
    const scale = scaleFor(measured.flatMap(({ samples }) => samples.map(({ value }) => value)));
    const { low, high, logarithmic } = scale;
    const axis = `${low === 0 ? '0' : milliseconds(low)} to ${milliseconds(high)} ms${logarithmic ? ', logarithmic' : ''}`;
    return [
      html`<div class="scroll" role="group" aria-label="latency of ${op}" tabindex="0"><table class="figures latency">
<caption>${op}: how long calls took, milliseconds of guest time</caption>
<thead><tr><th scope="col">tree</th><th scope="col" class="chart">${axis}</th><th scope="col">half</th>
<th scope="col">99 %</th><th scope="col">longest</th><th scope="col">calls</th></tr></thead>
<tbody>${measured.map(
        ({ tree, samples, max, calls }) => html`<tr><th scope="row">${tree}</th>
<td class="chart">${histogram(samples, scale, tree === 'base')}</td>
<td>${milliseconds(percentile(samples, 0.5))}</td><td>${milliseconds(percentile(samples, 0.99))}</td>
<td>${milliseconds(max)}</td><td>${calls}</td></tr>`,
      )}</tbody></table></div>`,
    ];
  });
}

const nameOf = ({ op, pinned }: Evidence['latencies'][number]): string => wordsOfTimed(op, pinned);

/** Bars as high as their share of the tree's own highest; a line at the median. Eyes only: the figures are beside it. */
function histogram(samples: readonly Weighted[], scale: Scale, base: boolean): Markup {
  const shares = new Array<number>(bins).fill(0);
  for (const { value, weight } of samples) {
    const bin = Math.min(bins - 1, Math.floor(scale.at(value) * bins));
    shares[bin] = (shares[bin] ?? 0) + weight;
  }
  const highest = Math.max(...shares);
  const step = size.width / bins;
  const path = shares.flatMap((share, index) => {
    if (share === 0) return [];
    const height = Math.max(3, (share / highest) * (size.height - 2));
    return [`M${index * step} ${size.height}v${(-height).toFixed(1)}h${step - 1}V${size.height}z`];
  });
  const median = (scale.at(percentile(samples, 0.5)) * (size.width - step) + step / 2).toFixed(1);
  return html`<svg class="bars ${base ? 'of-base' : 'of-candidate'}" viewBox="0 0 ${size.width} ${size.height}"
preserveAspectRatio="none" aria-hidden="true" focusable="false"><path d="${path.join('')}"/>
<path class="median" d="M${median} 0V${size.height}"/></svg>`;
}
