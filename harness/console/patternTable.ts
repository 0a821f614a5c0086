/** A group that captures: an opening bracket that is neither escaped, nor in a class, nor followed by a question mark. */
const capturing = /\\.|\[(?:\\.|[^\]\\])*\]|(\()(?!\?(?!<[A-Za-z]))/g;

/**
 * Finds the first of many patterns that matches a line. One pattern is made of all: what begins differently is distinguished
 * by its first character, and not by forty attempts.
 */
export class PatternTable<Row extends { pattern: RegExp }> {
  readonly #rows: readonly Row[];
  readonly #any: RegExp;

  /** @param rows whose patterns have no flags and capture nothing. */
  constructor(rows: readonly Row[]) {
    for (const { pattern } of rows) {
      const captures = [...pattern.source.matchAll(capturing)].some(([, open]) => open !== undefined);
      if (captures || pattern.flags !== '') throw new Error(`a pattern of a table captures or has flags: ${pattern}`);
    }
    this.#rows = rows;
    // All at the line's beginning, or one further down would lose against one that begins earlier.
    const fromBegin = ({ source }: RegExp): string => (source.startsWith('^') ? `(${source})` : `(.*?(?:${source}))`);
    this.#any = new RegExp(`^(?:${rows.map(({ pattern }) => fromBegin(pattern)).join('|')})`);
  }

  find(text: string): Row | undefined {
    const found = this.#any.exec(text);
    return found === null
      ? undefined
      : this.#rows[found.findIndex((each, index) => index > 0 && each !== undefined) - 1];
  }
}
