import { stripTerminal } from '../text/neutral.ts';

/** A console line without what the transport and printk put around it. */
export interface ConsoleLine {
  text: string;
  /** Seconds since boot, as printk says; absent on lines that are not the kernel's. */
  time?: number;
  /** `T123` or `C0` with CONFIG_PRINTK_CALLER, otherwise empty. */
  caller: string;
  /** printk says that it dropped messages before this line. */
  lost?: boolean;
}

/** No printk record is longer than 1,024 bytes (CONSOLE_LOG_MAX); glued lines and user space may be. */
export const longestLine = 8192;

/** printk_sysctl's optional `<6>`, then print_time() and print_caller() of kernel/printk/printk.c. */
const prefix = /(?:<\d{1,3}>)?\[ *(\d{1,10})\.(\d{6})\](?:\[ *([TC]\d{1,10})\])?(?: |$)/y;
const prefixAnywhere = /\[ *(\d{1,10})\.(\d{6})\](?:\[ *([TC]\d{1,10})\])?(?: |$)/;
/** kernel/printk/printk.c console_unlock(): the console could not keep up. */
const dropped = /^\*\* \d+ (?:printk )?messages dropped \*\*/;
/** `journalctl -k`, syslog: `Nov 23 17:16:01 host kernel: `. */
const syslogPrefix = /^(?:\w{3} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S{8,30}) \S{1,64} kernel: ?/;

/** A line of which another was printed in the middle holds both: `begin of one[   76.471107] BUG: ...`. */
const prefixWithin = /\[ *\d{1,10}\.\d{6}\](?:\[ *[TC]\d{1,10}\])? /g;

/** Of most lines nothing has to be taken out, and nothing to be decoded. */
const plain = /^[\t -~]*$/;

/**
 * Takes a raw line (without its newline) apart: into one, or more where records of the kernel stand in one line.
 * Never throws, whatever the bytes.
 * @param raw bytes, each a character (Latin-1). They become text here, as UTF-8, and what is none becomes U+FFFD: a byte
 * that is invalid, or whose character was cut off, costs nothing else of its line.
 */
export function cleanLines(raw: string): ConsoleLine[] {
  const cut = raw.slice(0, longestLine);
  const ended = cut.endsWith('\r') ? cut.slice(0, -1) : cut;
  const line = (plain.test(ended) ? ended : stripTerminal(utf8Of(ended))).replace(syslogPrefix, '');
  prefix.lastIndex = 0;
  const found = prefix.exec(line);
  // Nearly always: the record begins with the line, and no bracket in it could begin another.
  if (found !== null && line.lastIndexOf('[') < found[0].length) return [recordOf(line, found)];
  const starts = [...line.matchAll(prefixWithin)].map(({ index }) => index).slice(1);
  return [0, ...starts].map((from, index) => cleanOne(line.slice(from, starts[index])));
}

/** The first record of a raw line. */
export function cleanLine(raw: string): ConsoleLine {
  return cleanLines(raw)[0] ?? { text: '', caller: '' };
}

function cleanOne(line: string): ConsoleLine {
  prefix.lastIndex = 0;
  // A program that wrote no newline before the kernel spoke leaves the prefix in the middle.
  const found = prefix.exec(line) ?? prefixAnywhere.exec(line);
  if (found !== null) return recordOf(line, found);
  return { text: line.replace(/^<\d{1,3}>|^\S{1,64} login: /, '').trimEnd(), caller: '' };
}

function recordOf(line: string, found: RegExpExecArray): ConsoleLine {
  return {
    text: line.slice(found.index + found[0].length).trimEnd(),
    time: Number(found[1]) + Number(found[2]) / 1e6,
    caller: found[3] ?? '',
    ...(found.index > 0 && dropped.test(line) ? { lost: true } : {}),
  };
}

function utf8Of(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Splits text into lines, without a copy of the whole. A last line without newline counts. */
export function* linesOf(text: string): Generator<string> {
  let from = 0;
  while (from < text.length) {
    const to = text.indexOf('\n', from);
    if (to === -1) {
      yield text.slice(from);
      return;
    }
    yield text.slice(from, to);
    from = to + 1;
  }
}
