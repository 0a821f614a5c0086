/** How many columns a terminal gives to text, as far as that can be known without asking it. */

import { eastAsianWidth } from 'get-east-asian-width';

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** What is drawn as one picture, two columns wide: an emoji, one that a selector makes so, a flag, a family joined by ZWJ. */
const picture = /\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{RI}\p{RI}|\u200D\p{Emoji}/u;
const mark = /^[\p{M}\p{Cf}]/u;
const plain = /^[ -~]*$/;

/** Returns how many columns a line without escape sequences takes. */
export function widthOf(text: string): number {
  return plain.test(text) ? text.length : charactersOf(text).reduce((sum, each) => sum + widthOfCharacter(each), 0);
}

/** Characters as people count them: with the marks and joiners that belong to them. */
const charactersOf = (text: string): string[] =>
  plain.test(text) ? [...text] : Array.from(segmenter.segment(text), ({ segment }) => segment);

function widthOfCharacter(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return picture.test(character) ? 2 : 1;
  if (picture.test(character)) return 2;
  // A mark with nothing to stand on.
  if (mark.test(character)) return 0;
  return eastAsianWidth(code);
}

/** Returns text filled with spaces to so many columns. Longer text stays as it is. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

/** Returns text of at most so many columns; what is cut off is marked. */
export function cutTo(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let used = 0;
  for (const character of charactersOf(text)) {
    used += widthOfCharacter(character);
    if (used > columns - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** Breaks text at spaces into lines of at most so many columns; a longer word is broken where it must be. */
export function wrapTo(text: string, columns: number): string[] {
  const room = Math.max(8, columns);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => pieces(each, room))) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function pieces(word: string, room: number): string[] {
  if (widthOf(word) <= room) return [word];
  const parts: string[] = [''];
  for (const character of charactersOf(word)) {
    const last = parts.at(-1) ?? '';
    if (widthOf(last) + widthOfCharacter(character) > room) parts.push(character);
    else parts[parts.length - 1] = last + character;
  }
  return parts;
}
