import { type IntegrityFormat, integrityFormats } from '../kinds/lines/integrity.ts';
import { type LogFormat, logFormats } from '../kinds/lines/log.ts';
import type { ConsoleObservation } from '../records/run/observation.ts';
import { benign, suppression } from './benign.ts';
import { type ConsoleLine, cleanLines } from './lines.ts';
import { cellMarker, kernelBanner } from './marker.ts';
import { PatternTable } from './patternTable.ts';
import { ConsoleScanner, type LineReader, type Skipped } from './scan/consoleScanner.ts';
import { SplatReader } from './splat/reader.ts';
import type { Splat } from './splat/report.ts';

export interface ConsoleReading {
  observations: ConsoleObservation[];
  /** How many; a last one without newline counts. */
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
  /** Gets each splat as soon as it has ended; none is kept then. */
  tell?: (splat: Splat) => void;
}

/** More than this many reports are counted, not kept: a guest that oopses in a loop must not fill our memory. */
const mostSplats = 256;
/** Of a line quoted as evidence. */
const longestQuote = 400;

const lineFormats = new PatternTable([
  ...benign.map((pattern) => ({ pattern, benign: true as const })),
  ...integrityFormats,
  ...logFormats,
]);

interface Tally {
  count: number;
  first: string;
}

/** Reads the lines of a console that a scanner gives it, with memory that does not grow with them. */
export class ConsoleReader implements LineReader {
  readonly #from: ReadOptions['from'];
  readonly #splats: Splat[] = [];
  readonly #reader: SplatReader;
  readonly #integrity = new Map<IntegrityFormat, Tally>();
  readonly #logs = new Map<LogFormat['kind'], Tally>();
  #suppressed = 0;
  #kernelSpoke = false;
  #cellBegan = false;
  #lastTime: number | undefined;

  constructor({ from, tell }: ReadOptions) {
    this.#from = from;
    this.#reader = new SplatReader(tell ?? ((splat) => this.#keepSplat(splat)));
  }

  /** No report is open: a line without a cue (cues.ts) would change nothing. */
  get idle(): boolean {
    return this.#reader.idle;
  }

  feed(raw: string, number: number): void {
    for (const line of cleanLines(raw)) this.#read(line, number);
  }

  #read(line: ConsoleLine, number: number): void {
    if (line.time !== undefined) this.#lastTime = line.time;
    if (line.time !== undefined || line.text.startsWith(kernelBanner)) this.#kernelSpoke = true;
    if (line.text.startsWith(cellMarker)) this.#cellBegan = true;
    this.#reader.feed(line, number);
    if (this.#cellBegan || this.#from === 'start') this.#readLog(line.text);
  }

  skipped({ lastTime, anyoneSpoke }: Skipped): void {
    this.#lastTime = lastTime ?? this.#lastTime;
    this.#kernelSpoke ||= lastTime !== undefined;
    if (anyoneSpoke) this.#reader.skipped({ kernelSpoke: lastTime !== undefined });
  }

  /** Emits the reports that have all they need, though more might follow. */
  settle(): void {
    this.#reader.settle();
  }

  /**
   * Call once, when the log is over.
   * @param midLine its last line has no end.
   */
  end(midLine: boolean): Omit<ConsoleReading, 'lines'> {
    this.#reader.end(midLine);
    return {
      observations: [
        ...this.#splats.sort((a, b) => a.firstLine - b.firstLine),
        ...[...this.#integrity].map(([{ by, tag }, tally]) => ({ type: 'integrity' as const, tag, by, ...tally })),
        ...[...this.#logs].map(([kind, tally]) => ({ type: 'log' as const, kind, ...tally })),
        ...(this.#suppressed > 0 ? [{ type: 'suppressed' as const, count: this.#suppressed }] : []),
      ],
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
    const suppressed = text.includes('suppressed') ? suppression.pattern.exec(text) : null;
    if (suppressed !== null) {
      this.#suppressed += Math.min(Number(suppressed[1] ?? suppressed[2]), 1e9);
      return;
    }
    const format = lineFormats.find(text);
    if (format === undefined || 'benign' in format) return;
    if ('tag' in format) count(this.#integrity, format, text);
    else count(this.#logs, format.kind, text);
  }
}

function count<K>(tallies: Map<K, Tally>, key: K, text: string): void {
  const tally = tallies.get(key);
  if (tally === undefined) tallies.set(key, { count: 1, first: text.slice(0, longestQuote) });
  else tally.count += 1;
}

/** Reads a console that comes in chunks, cut anywhere; each may be overwritten once it is pushed. */
export class ConsoleStream {
  readonly #reader: ConsoleReader;
  readonly #scanner: ConsoleScanner;

  constructor(options: ReadOptions) {
    this.#reader = new ConsoleReader(options);
    this.#scanner = new ConsoleScanner(this.#reader);
  }

  push(chunk: Buffer): void {
    this.#scanner.push(chunk);
  }

  /** Nothing has come for a while: emits the reports that have all they need, though more might follow. */
  settle(): void {
    this.#reader.settle();
  }

  /** Call once, when the console is over. */
  end(): ConsoleReading {
    const { lines, midLine } = this.#scanner.end();
    return { ...this.#reader.end(midLine), lines };
  }
}

/**
 * Reads a whole console.
 * @param source its bytes, or a string with each byte as a character (Latin-1).
 */
export function readConsole(source: string | Buffer, options: ReadOptions): ConsoleReading {
  const stream = new ConsoleStream(options);
  stream.push(typeof source === 'string' ? Buffer.from(source, 'latin1') : source);
  return stream.end();
}
