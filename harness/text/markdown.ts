import { neutralLine, neutralText } from './neutral.ts';

/**
 * Guest text in GitHub's Markdown. GitHub reads a text twice: first as Markdown (GitHub Flavored Markdown Spec), then it
 * looks through what is left for people to notify and things to link, whatever was escaped. So there are two means here:
 * what is structure to Markdown becomes a numeric reference, which never is; and what GitHub would link is cut in two by
 * a zero-width space, written as a reference too, so that nothing in the source is unseen. In code it links nothing.
 */

/** Where to cut; no character that `neutralLine` leaves. */
const mark = '\0';

/** Behind what GitHub is to see an end, so that it links and obeys nothing. */
const cuts: readonly RegExp[] = [
  // @user, @org/team, name@host, owner/repo@COMMIT
  /@/g,
  // #1, owner/repo#1; `##[error]`, which is a workflow command
  /#(?=[\d#])/g,
  // GH-1, GHSA-..., CVE-...
  /\b(?:GH|GHSA|CVE)-/gi,
  // A hash of a commit is linked from 7 digits on.
  /[0-9a-f]{6}(?=[0-9a-f])/gi,
  // http://, a workflow command's `::`, :emoji:
  /:(?=[:/\w+-])/g,
  /\bwww(?=\.)/gi,
];

/** Inline structure: references, HTML, escapes, code, emphasis, links, images, footnotes, cells of tables, strikethrough. */
const structure = /[&<>\\`*_[\]|~]/g;

/** Structure at the beginning of a line only: headings, lists, rules, the second line of a table, commands to bots (`/merge`). */
const leading = /^[-+=#/:]/;
/** The same: the item of a numbered list. */
const numbered = /^(\d+)([.)])/;

const reference = (character: string): string => `&#${character.codePointAt(0)};`;

/**
 * One line of plain text within Markdown: in a paragraph, an item, a heading, or a cell of a table. It holds no HTML, link,
 * mention, reference to an issue or a commit, nor workflow command, and cannot end what it stands in.
 * @param limit the most characters that a reader sees; the source is longer.
 */
export function inlineMarkdown(text: string, limit = 400): string {
  const cut = cuts.reduce((line, pattern) => line.replace(pattern, `$&${mark}`), neutralLine(text, limit));
  return (
    cut
      .replace(structure, reference)
      .replace(leading, reference)
      .replace(numbered, (_, digits: string, point: string) => `${digits}${reference(point)}`)
      // Mathematics is looked for in what is left, too; this is what GitHub's documentation says against it.
      .replace(/\$/g, '<span>$$</span>')
      .replaceAll(mark, '&#8203;')
  );
}

/**
 * A command, a path, a title: as code within a line of Markdown, and in a cell of a table.
 * @param limit the most characters that a reader sees.
 */
export function codeSpan(text: string, limit = 400): string {
  const line = neutralLine(text, limit);
  if (line === '') return '';
  // Backticks need longer ones around them, and a table ends its cell at a bar even in code: references do not.
  return /[`|]|::|##\[/.test(line) ? `<code>${inlineMarkdown(line, limit)}</code>` : `\`${line}\``;
}

/**
 * Several lines as a fenced block of code, with a newline at its end; to stand at the beginning of a line. What is more
 * than the limit is left out from the end, in whole lines, and the last line says how many.
 * @param limit the most characters within the fences.
 */
export function codeBlock(text: string, limit = 8000): string {
  const all = neutralText(text)
    .replace(/^\n+|\n+$/g, '')
    .split('\n')
    // The runner obeys these in a log at the beginning of a line, whatever surrounds them.
    .map((line) => line.replace(/^(\s*):(?=:)/, '$1: ').replaceAll('##[', '## ['));
  const lines = linesWithin(all, limit);
  const left = all.length - lines.length;
  const body = left === 0 ? lines : [...lines, `… ${left} more line${left === 1 ? '' : 's'}`];
  const longest = Math.max(2, ...[...body.join('\n').matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${body.join('\n')}\n${fence}\n`;
}

function linesWithin(lines: readonly string[], limit: number): readonly string[] {
  let used = 0;
  const end = lines.findIndex((line) => {
    used += line.length + 1;
    return used > limit;
  });
  return end === -1 ? lines : lines.slice(0, end);
}
