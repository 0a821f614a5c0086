/**
 * What a guest says is hostile: it may hold control characters, escape sequences and
 * text that reorders a terminal's line. Nothing of a guest reaches a person but through here.
 */

const ESC = '\u001b';
const BEL = '\u0007';

/** ECMA-48: CSI sequences, OSC and other strings up to their terminator, charset choices, two-byte escapes. */
const escapeSequences = new RegExp(
  [
    `${ESC}\\[[0-?]*[ -/]*[@-~]`,
    `${ESC}[\\]PX^_][^${BEL}${ESC}]{0,4096}(?:${BEL}|${ESC}\\\\)?`,
    `${ESC}[ -/]+[0-~]`,
    `${ESC}[0-~]`,
  ].join('|'),
  'g',
);

/** C0 without tab and newline, DEL, C1. */
const controls = /(?![\t\n])\p{Cc}/gu;

/**
 * Characters that are not seen, or that change the order in which others are seen (Unicode, Cf and
 * Default_Ignorable_Code_Point): bidi controls, zero widths, tags, fillers, variation selectors; and Unicode's line ends.
 */
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu;

/**
 * What a CI's runner obeys when it reads it in a log. GitHub (actions/runner, src/Runner.Common/ActionCommand.cs):
 * `::name properties::` at the start of a line, which wrapping can make of any place, and `##[name]` anywhere; Azure
 * Pipelines and TeamCity: `##vso[`, `##teamcity[`.
 */
const commands = /:(?=:[a-z-]+(?: .*?)?::)|##(?=\w*\[)/gi;

/** Removes escape sequences and control characters, but tab and newline: what a plain terminal would show. */
export function stripTerminal(text: string): string {
  return text.replace(escapeSequences, '').replace(controls, '');
}

/** Text of any length that holds nothing but what a reader sees: as it is, but for escape sequences and invisible characters. */
export const seenText = (text: string): string => stripTerminal(text).replace(invisible, '').toWellFormed();

/**
 * One line that is safe to print: no escape sequence, no control or invisible character, no newline or tab, no command
 * to a CI's runner.
 * @param limit the most characters to keep; what is cut off is marked with an ellipsis.
 */
export function neutralLine(text: string, limit = 400): string {
  // Cut first: a hostile line may be as long as the disk. Escape sequences make it no longer.
  const line = stripTerminal(text.slice(0, limit * 8))
    .replace(invisible, '')
    .replace(/[\t\n]+/g, ' ')
    .replace(commands, '$& ')
    .trim()
    .toWellFormed();
  const characters = [...line];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : line;
}

/** Several lines that are safe to print; each is cut at `limit` characters, and leading space is kept. */
export function neutralText(text: string, limit = 400): string {
  return text
    .split('\n')
    .map((line) => keepIndent(line, limit))
    .join('\n');
}

function keepIndent(line: string, limit: number): string {
  const indent = /^[ \t]{0,40}/.exec(line)?.[0].replaceAll('\t', '        ') ?? '';
  return `${indent}${neutralLine(line.trimStart(), limit)}`.trimEnd();
}
