import { basename } from 'node:path';
import type { Plan } from '../../records/run/plan.ts';
import type { VerdictRecord } from '../../records/run/verdict.ts';
import { treesOf } from '../sites.ts';
import { claimWords, count, failedStageWords } from '../words.ts';
import { html, type Markup } from './markup.ts';

/** The most build warnings shown a tree, and lines of why it was not built; all are in build.json. */
const most = { warnings: 20, lines: 40 };

/** What was judged: the base, and each candidate with what it says of itself. */
export function trees(verdict: VerdictRecord, plan: Plan): Markup {
  return html`<section id="trees" aria-labelledby="trees-title">
<h2 id="trees-title">Trees</h2>
<div class="sides">${treesOf(verdict).map((name) => tree(name, verdict, plan))}</div>
</section>`;
}

function tree(name: string, verdict: VerdictRecord, plan: Plan): Markup {
  const planned = plan.trees.find(({ id }) => id === name);
  const { title = '', release, failure, addedWarnings = [] } = verdict.trees[name] ?? {};
  const { candidate, source, series = [] } = planned ?? {};
  const own = series.slice(name === 'base' ? 0 : planned?.baseSeries);
  return html`<article class="card">
<h3>${name}</h3>
<p class="lead">${title}</p>
${candidate && html`<p>${candidate.idea}</p>`}
<dl class="facts">
${pair('Kernel', release)}${pair('Source', source === title ? undefined : source)}
${pair('Series', own.length === 0 ? undefined : own.map((path) => basename(path)).join(', '))}
${pair('Family', candidate?.family)}${pair('Claims', claims(name, verdict))}
${pair('Admits', candidate && candidate.admits.length > 0 ? candidate.admits.join('; ') : undefined)}
</dl>
${failure && notBuilt(name, failure)}
${addedWarnings.length > 0 ? warnings(name, addedWarnings) : undefined}
</article>`;
}

export const pair = (name: string, value: Markup | string | number | undefined): Markup | undefined =>
  value === undefined || value === '' ? undefined : html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

/** What the candidate says of itself, and what the run says of that. */
const claims = (name: string, { claims: all = [] }: VerdictRecord): Markup | undefined => {
  const own = all.filter(({ candidate }) => candidate === name);
  if (own.length === 0) return undefined;
  return html`<ul class="plain">${own.map(
    ({ text, outcome, why }) =>
      html`<li><strong class="tone-${claimWords[outcome].tone}">${claimWords[outcome].text}</strong> ${text}: ${why}</li>`,
  )}</ul>`;
};

function notBuilt(name: string, failure: NonNullable<VerdictRecord['trees'][string]['failure']>): Markup {
  const lines = failure.message.split('\n');
  const more = lines.length - most.lines;
  return html`<p class="tone-bad"><strong>${name} ${failedStageWords[failure.stage]}</strong></p>
<pre class="text" tabindex="0">
${lines.slice(0, most.lines).join('\n')}</pre>
${more > 0 ? html`<p class="quiet">${count(more, 'line')} left out; all are in build.json.</p>` : undefined}`;
}

function warnings(name: string, all: VerdictRecord['trees'][string]['addedWarnings']): Markup {
  const more = all.length - most.warnings;
  return html`<p class="tone-caution"><strong>${name} adds ${count(all.length, 'build warning')}</strong></p>
<ul class="plain">${all
    .slice(0, most.warnings)
    .map(({ file, line, text }) => html`<li><code>${file}:${line}</code> ${text}</li>`)}</ul>
${more > 0 ? html`<p class="quiet">${more} more are in build.json.</p>` : undefined}`;
}
