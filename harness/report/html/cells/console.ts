import { withSources } from '../../../symbols/annotate.ts';
import { count } from '../../words.ts';
import { escapeText, html, Markup } from '../markup.ts';
import type { Excerpt, Stretch } from './excerpt.ts';

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

/** What the console puts before a line: `[   13.009671][  T122] `, and the spaces behind it. */
const prefix = /^(?:\[[^\]]*\])* */;

function block({ first, lines, splat }: Stretch): Markup {
  const numbered = lines.flatMap((line, index) => {
    const [text = '', ...callers] = withSources(line, splat?.locations).split('\n');
    // The functions that one was inlined into have lines of their own, and in the console none.
    const indent = ' '.repeat(prefix.exec(line)?.[0].length ?? 0);
    return [
      { number: String(first + index), text },
      ...callers.map((caller) => ({ number: '', text: indent + caller })),
    ];
  });
  const text = new Markup(numbered.map((line) => emphasised(line.text, splat?.function)).join('\n'));
  const marked = splat === undefined ? text : html`<mark>${text}</mark>`;
  const numbers = numbered.map(({ number }) => number).join('\n');
  // HTML leaves out a line's end right behind <pre>: without it, it would be that of an empty first line.
  return html`<div class="lines"><pre class="numbers" aria-hidden="true">\n${numbers}</pre><pre>\n${marked}</pre></div>`;
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
