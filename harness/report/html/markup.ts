import { seenText } from '../../text/neutral.ts';

/** Text that is HTML already. Everything else that gets into a page is escaped by `html`. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | undefined | readonly Content[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that HTML knows, and has no place for. */
const nonCharacters = /\p{Noncharacter_Code_Point}/gu;

/** Text as HTML, for contents and for quoted attributes; control, invisible and reordering characters are taken out. */
export const escapeText = (text: string): string =>
  seenText(text)
    .replace(nonCharacters, '')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');

/** A template whose values are escaped; attributes must be in quotes. Lists are joined, undefined is nothing. */
export function html(literals: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(literals.map((literal, index) => literal + textOf(values[index])).join(''));
}

function textOf(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(textOf).join('');
  return escapeText(String(content));
}
