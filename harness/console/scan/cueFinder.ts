const tab = 0x09;
const newline = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const del = 0x7f;
/** UTF-8's first byte of the control characters U+0080 to U+009F, and of some that are none. */
const firstOfC1 = 0xc2;

/**
 * Bytes of consoles, the commonest first, as they were counted in 127 MB of guests' consoles. Of each cue the pair that
 * is rarest by this is looked for.
 */
const commonest = ' 0esi1ar[]tcodfn:2l.uT4836\n\rp57bm9_gx-hy,v=kPIACRUSM)(B/DwEOzFGqNKLXWH';

/** What the table says of two bytes that follow each other: nothing, one or two newlines, or */
const suspect = 3;
/** and from here on, that a cue may be there: the index of its list. */
const firstList = 4;

const pair = new Uint16Array(1);
const halves = new Uint8Array(pair.buffer);

/** Two bytes as this machine reads them from a Uint16Array. */
function keyOf(first: number, second: number): number {
  halves.set([first, second]);
  return pair[0] ?? 0;
}

/** A cue, and where in it the pair stands by which it is found. */
interface Candidate {
  bytes: Uint8Array;
  at: number;
}

/**
 * Finds the first line of a buffer that somebody has to look at: it has a cue, or a control character, which may hide
 * one (`BU\0G: ` is shown, and read, as `BUG: `).
 *
 * It looks at two bytes at a time, at even places only, in a table of all pairs: one load and one test that nearly
 * always says no. So each cue is in the table with one of its pairs at even places and one at odd ones.
 * docs/decisions.md says what else was tried, and how fast each was.
 */
export class CueFinder {
  /** How many newlines the last search passed. */
  newlines = 0;
  readonly #table = new Uint16Array(0x10000);
  readonly #lists: Candidate[][] = [];
  /** The bytes searched last, as pairs; the first pair begins at the byte `#shift`. */
  #bytes: Uint8Array | undefined;
  #pairs: Uint16Array = new Uint16Array(0);
  #shift = 0;

  /** @param cues of three printable ASCII characters at least. */
  constructor(cues: readonly string[]) {
    for (let first = 0; first < 256; first += 1) {
      for (let second = 0; second < 256; second += 1) this.#table[keyOf(first, second)] = meaningOf(first, second);
    }
    const wrong = cues.find((cue) => !/^[ -~]{3,}$/.test(cue));
    if (wrong !== undefined) throw new Error(`no cue: ${JSON.stringify(wrong)}`);
    // Where one holds another, that one will do.
    const needed = [...new Set(cues)].filter((cue) => !cues.some((other) => other !== cue && cue.includes(other)));
    for (const cue of needed) {
      for (const parity of [0, 1]) {
        const candidate = { bytes: Buffer.from(cue, 'latin1'), at: rarestPair(cue, parity) };
        const key = keyOf(candidate.bytes[candidate.at] ?? 0, candidate.bytes[candidate.at + 1] ?? 0);
        const known = (this.#table[key] ?? 0) - firstList;
        if (known >= 0) this.#lists[known]?.push(candidate);
        else this.#table[key] = firstList + this.#lists.push([candidate]) - 1;
      }
    }
  }

  /**
   * @param from where a line begins.
   * @param to behind a newline, or the end of the bytes.
   * @returns a place in the first line that has a cue or a control character, -1 without one.
   */
  find(bytes: Uint8Array, from: number, to: number): number {
    this.#view(bytes);
    this.newlines = 0;
    let at = from;
    if ((at - this.#shift) % 2 !== 0 && at < to) {
      if (this.#isSuspect(bytes, at)) return at;
      at += 1;
    }
    const found = this.#findInPairs(bytes, (at - this.#shift) >> 1, (to - this.#shift) >> 1);
    if (found !== -1) return found;
    const last = to - 1;
    return (to - this.#shift) % 2 !== 0 && last >= at && this.#isSuspect(bytes, last) ? last : -1;
  }

  #findInPairs(bytes: Uint8Array, from: number, to: number): number {
    const [table, pairs, shift] = [this.#table, this.#pairs, this.#shift];
    let newlines = this.newlines;
    let found = -1;
    for (let index = from; index < to; index += 1) {
      const meaning = table[pairs[index] as number] as number;
      if (meaning === 0) continue;
      if (meaning < suspect) {
        newlines += meaning;
        continue;
      }
      const at = 2 * index + shift;
      if (meaning === suspect) {
        this.newlines = newlines;
        found = this.#isSuspect(bytes, at) ? at : this.#isSuspect(bytes, at + 1) ? at + 1 : -1;
        newlines = this.newlines;
      } else found = cueAt(bytes, at, this.#lists[meaning - firstList] ?? []);
      if (found !== -1) break;
    }
    this.newlines = newlines;
    return found;
  }

  /** Whether a single byte may hide a cue; counts it where it is a newline. */
  #isSuspect(bytes: Uint8Array, at: number): boolean {
    const byte = bytes[at] ?? 0;
    if (byte === newline) this.newlines += 1;
    if (byte === carriageReturn) {
      // A serial console ends its lines with one, or with two where a terminal stands between.
      const next = bytes[at + 1];
      return next !== newline && next !== carriageReturn;
    }
    return mayHide(byte);
  }

  #view(bytes: Uint8Array): void {
    if (bytes === this.#bytes) return;
    this.#bytes = bytes;
    this.#shift = bytes.byteOffset % 2;
    this.#pairs = new Uint16Array(
      bytes.buffer,
      bytes.byteOffset + this.#shift,
      Math.max(0, bytes.length - this.#shift) >> 1,
    );
  }
}

/** Control characters are taken out of a line before it is read (lines.ts), but for tabs. */
function mayHide(byte: number): boolean {
  return (byte < space && byte !== tab && byte !== newline) || byte === del || byte === firstOfC1;
}

function meaningOf(first: number, second: number): number {
  if (first === carriageReturn && second === newline) return 1;
  if (mayHide(first) || mayHide(second)) return suspect;
  return Number(first === newline) + Number(second === newline);
}

function cueAt(bytes: Uint8Array, at: number, candidates: readonly Candidate[]): number {
  for (const candidate of candidates) {
    const cue = candidate.bytes;
    const begin = at - candidate.at;
    let index = 0;
    while (index < cue.length && bytes[begin + index] === cue[index]) index += 1;
    if (index === cue.length) return begin;
  }
  return -1;
}

/** Where the rarest pair of a cue stands, of those at even or at odd places. */
function rarestPair(cue: string, parity: number): number {
  let [best, least] = [parity, Number.POSITIVE_INFINITY];
  for (let at = parity; at + 1 < cue.length; at += 2) {
    const common = commonness(cue.charAt(at)) + commonness(cue.charAt(at + 1));
    if (common < least) [best, least] = [at, common];
  }
  return best;
}

function commonness(character: string): number {
  const place = commonest.indexOf(character);
  return place === -1 ? 0 : commonest.length - place;
}
