import { cues } from '../cues.ts';
import { longestLine } from '../lines.ts';
import { CueFinder } from './cueFinder.ts';
import { anyWordIn, beginOfLine, lastTimeIn, textOf } from './skipped.ts';

/** What is to be known of lines that were not fed. */
export interface Skipped {
  /** Seconds since boot of the last one that printk put its time before; absent where none of them was the kernel's. */
  lastTime: number | undefined;
  /** Whether there were words in one of them. */
  anyoneSpoke: boolean;
}

/** What gets the lines that matter, and the number of the others. */
export interface LineReader {
  /** Whether nothing but a line with a cue can matter to it now. */
  readonly idle: boolean;
  /**
   * @param raw the line's bytes, each a character (Latin-1), without the newline; the beginning of a line of more than
   * 8 KiB.
   * @param number of the line in its console, from 1.
   */
  feed(raw: string, number: number): void;
  /** Called in its place among the lines that are fed. */
  skipped(lines: Skipped): void;
}

const newline = 0x0a;

const finder = new CueFinder(cues);

/**
 * Takes a console in chunks, cut anywhere, and feeds its reader the lines that can matter: as long as the reader is
 * idle, what has no cue only costs the search for one. Memory does not grow with the console, nor with a line.
 */
export class ConsoleScanner {
  readonly #reader: LineReader;
  /** The beginning of a line whose newline has not come yet; room for it and its newline. */
  readonly #begun = Buffer.alloc(longestLine + 1);
  #kept = 0;
  #lines = 0;

  constructor(reader: LineReader) {
    this.#reader = reader;
  }

  /** @param chunk is not kept: its memory may be written to again after this. */
  push(chunk: Buffer): void {
    let from = 0;
    if (this.#kept > 0) {
      from = chunk.indexOf(newline) + 1;
      this.#keep(chunk, 0, from === 0 ? chunk.length : from - 1);
      if (from === 0) return;
      this.#endLine();
    }
    const to = chunk.lastIndexOf(newline) + 1;
    if (to > from) this.#readLines(chunk, from, to);
    this.#keep(chunk, Math.max(from, to), chunk.length);
  }

  /**
   * Call once, when the console is over.
   * @returns how many lines there were, and whether the last one, which counts, had no newline.
   */
  end(): { lines: number; midLine: boolean } {
    const midLine = this.#kept > 0;
    if (midLine) this.#endLine();
    return { lines: this.#lines, midLine };
  }

  #keep(chunk: Buffer, from: number, to: number): void {
    this.#kept += chunk.copy(this.#begun, this.#kept, from, Math.min(to, from + longestLine - this.#kept));
  }

  #endLine(): void {
    this.#begun[this.#kept] = newline;
    const to = this.#kept + 1;
    this.#kept = 0;
    this.#readLines(this.#begun, 0, to);
  }

  /** @param to behind a newline. */
  #readLines(bytes: Buffer, from: number, to: number): void {
    let at = from;
    while (at < to) {
      if (this.#reader.idle) {
        at = this.#skip(bytes, at, to);
        if (at === to) return;
      }
      const end = bytes.indexOf(newline, at);
      this.#lines += 1;
      this.#reader.feed(textOf(bytes, at, end), this.#lines);
      at = end + 1;
    }
  }

  /** @returns where the next line with a cue begins, `to` without one. */
  #skip(bytes: Buffer, from: number, to: number): number {
    const found = finder.find(bytes, from, to);
    const at = found === -1 ? to : beginOfLine(bytes, from, found);
    this.#lines += finder.newlines;
    if (at > from)
      this.#reader.skipped({ lastTime: lastTimeIn(bytes, from, at), anyoneSpoke: anyWordIn(bytes, from, at) });
    return at;
  }
}
