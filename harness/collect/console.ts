import type { ConsoleObservation } from '../records/observation.ts';
import { type IntegrityFormat, integrityFormats } from './integrityFormats.ts';
import { type ConsoleLine, cleanLines, linesOf } from './lines.ts';
import { benign, logFormats, suppressionPattern } from './logFormats.ts';
import { SplatReader } from './splat/reader.ts';
import type { Splat } from './splat/report.ts';

/** The guest writes it to /dev/kmsg when the cell begins: what mkfs and probing logged before it is no evidence. */
export const cellMarker = 'pinproof: cell begin';

export interface ConsoleReading {
  observations: ConsoleObservation[];
  /** Lines read. */
  lines: number;
  /** Whether the kernel said anything at all. */
  kernelSpoke: boolean;
  /** Whether the cell marker was seen. */
  cellBegan: boolean;
  panicked: boolean;
  /** Seconds since boot of the last line of the kernel. */
  lastTime: number | undefined;
}

export interface ReadOptions {
  /**
   * Where integrity and log lines begin to count: at the cell marker, or at the `start` for a console that pinproof did
   * not make. Splats count from the start always.
   */
  from: 'marker' | 'start';
}

/** More than this many reports are counted, not kept: a guest that oopses in a loop must not fill our memory. */
const mostSplats = 256;
/** Of a line quoted as evidence. */
const longestQuote = 400;

interface Tally {
  count: number;
  first: string;
}

/** Reads a console line by line, with memory that does not grow with it. */
export class ConsoleReader {
  readonly #from: ReadOptions['from'];
  readonly #splats: Splat[] = [];
  readonly #reader = new SplatReader((splat) => this.#keepSplat(splat));
  readonly #integrity = new Map<IntegrityFormat, Tally>();
  readonly #logs = new Map<string, Tally>();
  #suppressed = 0;
  #lines = 0;
  #kernelSpoke = false;
  #cellBegan = false;
  #lastTime: number | undefined;

  constructor({ from }: ReadOptions) {
    this.#from = from;
  }

  /** @param raw a line without its newline; any bytes, any length. */
  feed(raw: string): void {
    this.#lines += 1;
    for (const line of cleanLines(raw)) this.#read(line);
  }

  #read(line: ConsoleLine): void {
    if (line.time !== undefined) this.#lastTime = line.time;
    if (line.time !== undefined || line.text.startsWith('Linux version ')) this.#kernelSpoke = true;
    if (line.text.startsWith(cellMarker)) this.#cellBegan = true;
    this.#reader.feed(line, this.#lines);
    if (this.#cellBegan || this.#from === 'start') this.#readLog(line.text);
  }

  /**
   * Call once, when the log is over.
   * @param midLine its last line has no end.
   */
  end(midLine = false): ConsoleReading {
    this.#reader.end(midLine);
    return {
      observations: [
        ...this.#splats.sort((a, b) => a.firstLine - b.firstLine),
        ...[...this.#integrity].map(([{ by, tag }, tally]) => ({ type: 'integrity' as const, tag, by, ...tally })),
        ...[...this.#logs].map(([kind, tally]) => ({ type: 'log' as const, kind, ...tally })),
        ...(this.#suppressed > 0 ? [{ type: 'suppressed' as const, count: this.#suppressed }] : []),
      ],
      lines: this.#lines,
      kernelSpoke: this.#kernelSpoke,
      cellBegan: this.#cellBegan,
      panicked: this.#reader.panicked,
      lastTime: this.#lastTime,
    };
  }

  #keepSplat(splat: Splat): void {
    if (this.#splats.length < mostSplats) this.#splats.push(splat);
    else count(this.#logs, 'more-splats', splat.title);
  }

  #readLog(text: string): void {
    if (benign.some((pattern) => pattern.test(text))) return;
    const suppressed = suppressionPattern.exec(text);
    if (suppressed !== null) {
      this.#suppressed += Math.min(Number(suppressed[1] ?? suppressed[2]), 1e9);
      return;
    }
    const integrity = integrityFormats.find(({ pattern }) => pattern.test(text));
    if (integrity !== undefined) {
      count(this.#integrity, integrity, text);
      return;
    }
    const log = logFormats.find(({ pattern }) => pattern.test(text));
    if (log !== undefined) count(this.#logs, log.kind, text);
  }
}

function count<K>(tallies: Map<K, Tally>, key: K, text: string): void {
  const tally = tallies.get(key);
  if (tally === undefined) tallies.set(key, { count: 1, first: text.slice(0, longestQuote) });
  else tally.count += 1;
}

/**
 * Reads a whole console.
 * @param source the text, or its lines (without newlines).
 */
export function readConsole(source: string | Iterable<string>, options: ReadOptions): ConsoleReading {
  const reader = new ConsoleReader(options);
  for (const line of typeof source === 'string' ? linesOf(source) : source) reader.feed(line);
  return reader.end(typeof source === 'string' && source !== '' && !source.endsWith('\n'));
}
