/** How many columns a terminal gives to text, as far as that can be known without asking it. */

const marks = /\p{M}/u;
/** East Asian wide and fullwidth blocks, and the emoji: UAX #11, coarse. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

/** Columns of a line without escape sequences. */
export function widthOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += widthOfCharacter(character);
  return columns;
}

function widthOfCharacter(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (marks.test(character)) return 0;
  return wide.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

/** Text filled with spaces to so many columns. Longer text stays as it is. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

/** Text of at most so many columns; what is cut off is marked. */
export function cutTo(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
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
  for (const character of word) {
    const last = parts.at(-1) ?? '';
    if (widthOf(last) + widthOfCharacter(character) > room) parts.push(character);
    else parts[parts.length - 1] = last + character;
  }
  return parts;
}
