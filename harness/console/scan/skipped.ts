import { cleanLines, longestLine } from '../lines.ts';

const newline = 0x0a;

/** How most lines of the kernel begin, and hold no other; cleanLines() knows all other ways. */
const usualTime = /^\[ *(\d{1,10})\.(\d{6})\](?:\[ *[TC]\d{1,10}\])? /;
/** So many lines without a time at the end, and it is looked for with a pattern first. */
const linesToTry = 16;
/** Without it no line has a time: what was skipped holds no control characters that might hide it. */
const anyTime = /\[ *\d{1,10}\.\d{6}\]/;

/**
 * Seconds since boot of the last line that has a time: nearly always the last one, so this goes backwards.
 * @param to behind a newline.
 */
export function lastTimeIn(bytes: Buffer, from: number, to: number): number | undefined {
  let end = to - 1;
  for (let tries = 1; end >= from; tries += 1) {
    const begin = beginOfLine(bytes, from, end);
    const time = timeOf(textOf(bytes, begin, end));
    if (time !== undefined) return time;
    if (tries === linesToTry && !anyTime.test(bytes.toString('latin1', from, begin))) return undefined;
    end = begin - 1;
  }
  return undefined;
}

function timeOf(raw: string): number | undefined {
  const usual = usualTime.exec(raw);
  if (usual !== null && !raw.includes('[', usual[0].length)) return Number(usual[1]) + Number(usual[2]) / 1e6;
  return cleanLines(raw).findLast(({ time }) => time !== undefined)?.time;
}

/** Whether two letters or digits stand side by side: firmware's frames and a program's dots are no words. */
export function anyWordIn(bytes: Buffer, from: number, to: number): boolean {
  // The first characters of the first line nearly always tell.
  const near = Math.min(to, from + 64);
  return anyWord.test(bytes.toString('latin1', from, near)) || anyWord.test(bytes.toString('latin1', near - 1, to));
}

const anyWord = /\w{2}/;

/** Where the line begins in which a byte stands, or whose newline it is. */
export function beginOfLine(bytes: Buffer, from: number, at: number): number {
  // A search from one byte before the first would begin at the last.
  return at === 0 ? 0 : Math.max(from, bytes.lastIndexOf(newline, at - 1) + 1);
}

/** A line's characters, each of them a byte. */
export function textOf(bytes: Buffer, from: number, to: number): string {
  return bytes.toString('latin1', from, Math.min(to, from + longestLine));
}
