import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import t from 'tap';
import { cues } from '../../../../harness/console/cues.ts';
import { ConsoleReader, type ConsoleReading, ConsoleStream } from '../../../../harness/console/reader.ts';
import { ConsoleScanner, type LineReader, type Skipped } from '../../../../harness/console/scan/consoleScanner.ts';

const folder = fileURLToPath(new URL('../../../fixtures/consoles/', import.meta.url));
const consoles = globSync('*.log', { cwd: folder }).map((name) => [name, readFileSync(folder + name)] as const);
const sizes = [1, 2, 3, 7, 64, 1000, 65536];

function inChunks(bytes: Buffer, size: number, push: (chunk: Buffer) => void): void {
  // One buffer for all, as files are read: what was kept of a chunk would change.
  const buffer = Buffer.alloc(size);
  for (let from = 0; from < bytes.length; from += size) {
    push(buffer.subarray(0, bytes.copy(buffer, 0, from, from + size)));
  }
}

/** Is idle but between lines with "begin" and with "end". */
class Notes implements LineReader {
  idle = true;
  readonly notes: (string | Skipped)[] = [];
  feed(raw: string, number: number): void {
    if (raw.includes('BUG: begin')) this.idle = false;
    if (raw.includes('end')) this.idle = true;
    this.notes.push(`${number} ${raw}`);
  }
  skipped(lines: Skipped): void {
    const last = this.notes.at(-1);
    // Chunks cut what is skipped in many ways.
    if (typeof last === 'object') {
      this.notes[this.notes.length - 1] = {
        lastTime: lines.lastTime ?? last.lastTime,
        anyoneSpoke: lines.anyoneSpoke || last.anyoneSpoke,
      };
    } else this.notes.push(lines);
  }
}

t.test('feeds lines with a cue, and all others until the reader is idle again', async (t) => {
  const text = [
    '--',
    '[    1.500000] nothing',
    'nobody',
    '[    2.000000] BUG: begin',
    'between',
    'the end',
    '...',
    '',
    'BUG: begin and end',
    'BUG: another, without newline',
  ].join('\r\n');
  const expected = [
    { lastTime: 1.5, anyoneSpoke: true },
    '4 [    2.000000] BUG: begin\r',
    '5 between\r',
    '6 the end\r',
    { lastTime: undefined, anyoneSpoke: false },
    '9 BUG: begin and end\r',
    '10 BUG: another, without newline',
  ];
  for (const size of sizes) {
    const reader = new Notes();
    const scanner = new ConsoleScanner(reader);
    inChunks(Buffer.from(text), size, (chunk) => scanner.push(chunk));
    t.strictSame(scanner.end(), { lines: 10, midLine: true });
    t.strictSame(reader.notes, expected, `chunks of ${size}`);
  }
});

t.test('the kernel’s last words are found however much a program says after them', async (t) => {
  const program = 'a [line] of a program\n'.repeat(100);
  for (const [text, lastTime] of [
    [`[    1.000000] a\n[    2.000000] b\n${program}`, 2],
    [`[    1.000000] a\nlogin: [    2.000000][  T12] b\n${program}`, 2],
    [`[    1.000000] a\n[    1.500000] b[    2.000000] c\n${program}`, 2],
    [`[    1.000000] a\n<6>[    2.000000]\n${program}`, 2],
    [program, undefined],
  ] as const) {
    const reader = new Notes();
    const scanner = new ConsoleScanner(reader);
    scanner.push(Buffer.from(text));
    scanner.end();
    t.strictSame(reader.notes, [{ lastTime, anyoneSpoke: true }]);
  }
});

t.test('of a long line only the beginning is kept', async (t) => {
  for (const size of [1000, 65536, 1 << 21]) {
    const reader = new Notes();
    const scanner = new ConsoleScanner(reader);
    const long = `BUG: ${'x'.repeat(1 << 20)}\n${'y'.repeat(1 << 20)}\nBUG: z`;
    inChunks(Buffer.from(long), size, (chunk) => scanner.push(chunk));
    t.strictSame(scanner.end(), { lines: 3, midLine: true });
    t.strictSame(reader.notes, [
      `1 BUG: ${'x'.repeat(8192 - 5)}`,
      { lastTime: undefined, anyoneSpoke: true },
      '3 BUG: z',
    ]);
  }
});

/** The reading of a reader that is given each line, which is what all the skipping may not change. */
function readEachLine(bytes: Buffer): ConsoleReading {
  const reader = new ConsoleReader({ from: 'start' });
  const scanner = new ConsoleScanner({
    idle: false,
    feed: (raw, number) => reader.feed(raw, number),
    skipped: () => t.fail('nothing is skipped where the reader is not idle'),
  });
  scanner.push(bytes);
  const { lines, midLine } = scanner.end();
  return { ...reader.end(midLine), lines };
}

/** What happens to a console on its way; each takes bytes as Latin-1. */
const ways: Record<string, (text: string) => string> = {
  'as it is': (text) => text,
  'newlines only': (text) => text.replaceAll('\r', ''),
  'carriage returns': (text) => text.replaceAll('\r', '').replaceAll('\n', '\r\n'),
  'two carriage returns': (text) => text.replaceAll('\r', '').replaceAll('\n', '\r\r\n'),
  'carriage returns anywhere': (text) => text.replace(/(.{17})/g, '$1\r'),
  'NUL anywhere': (text) => text.replace(/(.{3})/g, '$1\0'),
  'colours anywhere': (text) => text.replace(/(.{5})/g, '$1\x1b[31m'),
  'DEL anywhere': (text) => text.replace(/(.{7})/g, '$1\x7f'),
  'control characters in UTF-8': (text) => text.replace(/(.{4})/g, '$1\xc2\x9b'),
  'invalid UTF-8': (text) => text.replace(/(.{6})/g, '$1\xff\xe2\x80').replaceAll(' in ', ' \xf0 '),
  'a user between': (text) => text.replaceAll('\n', '\nlogin: [  OK  ] a \t user\n'),
  'empty lines': (text) => `\n\n\n${text.replaceAll('\n', '\n\n')}\n\n`,
  'no last newline': (text) => text.trimEnd(),
  'no newline before the kernel': (text) => text.replaceAll('[ ', 'login: [ '),
  'a long line before': (text) => `${'x '.repeat(50_000)}\n${text}`,
  'a long line with a cue': (text) => text.replace('BUG: ', `BUG: ${'x '.repeat(50_000)}`),
};

t.test('what is skipped changes nothing', async (t) => {
  for (const [way, change] of Object.entries(ways)) {
    let right = 0;
    for (const [index, [name, original]] of consoles.entries()) {
      const bytes = Buffer.from(change(original.toString('latin1')), 'latin1');
      const expected = readEachLine(bytes);
      // All sizes for what is as it is; else, over all consoles, each of them, too.
      const some = bytes.length > 65536 ? [65536] : [sizes[index % sizes.length] ?? 1, 65536];
      for (const size of way === 'as it is' ? sizes : some) {
        const stream = new ConsoleStream({ from: 'start' });
        inChunks(bytes, size, (chunk) => stream.push(chunk));
        const reading = stream.end();
        if (isDeepStrictEqual(reading, expected)) right += 1;
        else t.strictSame(reading, expected, `${name}, ${way}, chunks of ${size}`);
      }
    }
    t.ok(right >= consoles.length, way);
  }
});

t.test('each line that an idle reader reacts to has a cue', async (t) => {
  const seen = new Set<string>();
  for (const [name, bytes] of consoles) {
    for (const line of bytes.toString('latin1').split('\n')) {
      const reader = new ConsoleReader({ from: 'start' });
      const idle = reader.idle;
      reader.feed(line, 1);
      const busy = reader.idle !== idle;
      const { observations, cellBegan, panicked, kernelSpoke, lastTime } = reader.end(false);
      const unknown = kernelSpoke && lastTime === undefined;
      if (!busy && observations.length === 0 && !cellBegan && !panicked && !unknown) continue;
      const cue = cues.find((each) => line.includes(each));
      t.not(cue, undefined, `${name}: ${line}`);
      seen.add(cue ?? '');
    }
  }
  t.ok(seen.size > 20, 'the fixtures have lines with many cues');
});
