import { count } from '../words.ts';
import type { Excerpt, Stretch } from './excerpt.ts';
import { escapeText, html, Markup } from './markup.ts';

/** Lines of a console with their numbers, kernel reports marked. Numbers are a column of their own, and are not copied. */
export function consoleExcerpt({ stretches, lines, leftOut }: Excerpt, label: string, path: string): Markup {
  const blocks = stretches.map((stretch, index) => {
    const before = stretches[index - 1];
    const gap = stretch.first - (before === undefined ? 1 : before.first + before.lines.length);
    return html`${gap > 0 ? html`<p class="gap">${count(gap, 'line')} left out</p>` : undefined}${block(stretch)}`;
  });
  const last = stretches.at(-1);
  const after = lines - (last === undefined ? 0 : last.first + last.lines.length - 1);
  return html`<div class="console" role="group" aria-label="${label}" tabindex="0">${blocks}${
    after > 0 ? html`<p class="gap">${count(after, 'line')} left out</p>` : undefined
  }</div>
${leftOut > 0 ? html`<p class="quiet">${count(leftOut, 'further report')} of the kernel in ${path}.</p>` : undefined}`;
}

function block({ first, lines, splat }: Stretch): Markup {
  const numbers = lines.map((_, index) => first + index).join('\n');
  const text = new Markup(lines.map((line) => emphasised(line, splat?.function)).join('\n'));
  const marked = splat === undefined ? text : html`<mark>${text}</mark>`;
  return html`<div class="lines"><pre class="numbers" aria-hidden="true">${numbers}</pre><pre>${marked}</pre></div>`;
}

/** The guilty function in bold, as a whole word. */
function emphasised(line: string, name: string | undefined): string {
  if (name === undefined || !line.includes(name)) return escapeText(line);
  const word = new RegExp(`(?<![\\w.])${name.replace(/\W/g, '\\$&')}(?!\\w)`, 'g');
  let [end, marked] = [0, ''];
  for (const { index } of line.matchAll(word)) {
    marked += `${escapeText(line.slice(end, index))}<b>${escapeText(name)}</b>`;
    end = index + name.length;
  }
  return marked + escapeText(line.slice(end));
}
