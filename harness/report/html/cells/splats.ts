import type { Splat } from '../../../records/run/observation.ts';
import { guiltyLine } from '../../../symbols/guilty.ts';
import { count } from '../../words.ts';
import { html, type Markup } from '../markup.ts';
import { pair } from '../trees.ts';

/** The most reports named; all are in cell.json. */
const most = 12;

/** The kernel's reports by title, with where they stand in the console. */
export function splatList(splats: readonly Splat[]): Markup | undefined {
  if (splats.length === 0) return undefined;
  const more = splats.length - most;
  return html`<ol class="splats">${splats.slice(0, most).map(splatItem)}</ol>
${more > 0 ? html`<p class="quiet">${count(more, 'further report')} in cell.json.</p>` : undefined}`;
}

function splatItem(splat: Splat): Markup {
  const { title, class: meaning, kind, truncated, firstLine, lastLine, task, time, tainted } = splat;
  return html`<li><strong>${title}</strong>${truncated ? ' (cut off)' : ''}
<dl class="facts inline">${pair('class', meaning === kind ? kind : `${meaning} (${kind})`)}
${pair('lines', `${firstLine} to ${lastLine}`)}${pair('in', [splat.function, guiltyLine(splat)].filter((each) => each !== undefined).join(', '))}${pair('task', task && `${task.name}, pid ${task.pid}`)}
${pair('at', time === undefined ? undefined : `${time} s`)}${pair('tainted', tainted === '' ? 'no' : tainted)}
${pair('fingerprint', splat.fingerprint)}</dl></li>`;
}
