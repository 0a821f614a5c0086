import type { ConsoleObservation } from '../records/observation.ts';
import { frameOf, instructionPointerOf, isGeneric, isTraceLine, symbolIn } from './frames.ts';
import type { ConsoleLine } from './lines.ts';
import { consequentialPanic, reportLine, type SplatFormat, splatFormats } from './splatFormats.ts';
import { titleOf } from './titles.ts';

export type Splat = Extract<ConsoleObservation, { type: 'splat' }>;

/** A report longer than this is a log of its own; what follows is read for its end but not kept. */
const mostLines = 400;
const mostCharacters = 48 * 1024;
/** Lines before the first backtrace: lockdep prints whole chains of them. */
const longestPreamble = 250;
/** Lines of others between two lines of a report, before the report is given up. */
const mostForeign = 40;
/** A `lines` report has no backtrace and no end; it is printed in one go, which takes no longer than this. */
const linesOfLinesReport = 12;
const secondsOfLinesReport = 0.05;
/** How far below a report the panic that it causes may stand: registers and locks come between. */
const longestFall = 100;
/** How far a rule or "cut here" may stand above its header: WARN() messages have several lines. */
const longestLead = 8;

interface Open {
  format: SplatFormat;
  header: RegExpExecArray;
  firstLine: number;
  lastLine: number;
  /** Seconds since boot. */
  time: number | undefined;
  lines: string[];
  characters: number;
  /** `armed` once a backtrace may name the guilty function. */
  stage: 'before' | 'trace' | 'after';
  armed: boolean;
  foreign: number;
  access: string;
  /** From the header or the instruction pointer. */
  pointed: string | undefined;
  /** From the first backtrace. */
  traced: string | undefined;
  complete: boolean;
}

interface Lead {
  line: number;
  texts: string[];
}

const anyHeader = new RegExp(splatFormats.map(({ header }) => header.source).join('|'));
const rule = /^={20,}$/;
const cutHere = /^-{6,}\[ cut here \]-{6,}$/;
const mark = /^---\[ end (?:trace|Kernel panic)/;
const traceStart = /^\s*(?:Call [Tt]race:|stack backtrace:|Backtrace:)/;

/**
 * Reads bug reports line by line, with bounded memory. Reports that two CPUs print at a time are kept apart
 * where the kernel names the caller (CONFIG_PRINTK_CALLER).
 */
export class SplatReader {
  readonly #open = new Map<string, Open>();
  readonly #tell: (splat: Splat) => void;
  #lead: Lead | undefined;
  /** Line number of the last report's end. */
  #lastEnd = Number.NEGATIVE_INFINITY;
  /** A panic was seen, be it a report of its own or the consequence of another. */
  panicked = false;

  /** @param tell is called with each report as soon as it has ended. */
  constructor(tell: (splat: Splat) => void) {
    this.#tell = tell;
  }

  /** @param number of the line in its file, from 1. */
  feed(line: ConsoleLine, number: number): void {
    const { text, caller } = line;
    if (text.startsWith('Kernel panic - not syncing:')) this.panicked = true;
    const open = this.#open.get(caller);
    const found = headerOf(text);
    if (found === undefined) {
      if (open === undefined) this.#watchLead(text, number);
      else this.#continue(open, line, number);
      return;
    }
    if (consequentialPanic.test(text) && (open !== undefined || number - this.#lastEnd <= longestFall)) {
      if (open !== undefined) keep(open, text, number);
      return;
    }
    if (open !== undefined) {
      if (open.format.absorbs?.includes(found.format.id)) {
        keep(open, text, number);
        open.pointed ??= guiltyIn(found.header);
        return;
      }
      this.#close(caller, open);
    }
    this.#begin(found, line, number);
  }

  /** The log is over: what is still open is reported as far as it goes. */
  end(): void {
    for (const [caller, open] of this.#open) this.#close(caller, open);
  }

  #begin(found: Header, { caller, text, time }: ConsoleLine, number: number): void {
    const lead = this.#lead;
    this.#lead = undefined;
    const open: Open = {
      ...found,
      firstLine: number,
      lastLine: number,
      time,
      lines: [],
      characters: 0,
      stage: 'before',
      armed: found.format.traceAfter === undefined,
      foreign: 0,
      access: '',
      pointed: guiltyIn(found.header),
      traced: undefined,
      complete: found.format.end === 'line' || found.format.end === 'lines',
    };
    if (lead !== undefined && number - lead.line <= longestLead) {
      lead.texts.forEach((each, index) => {
        keep(open, each, lead.line + index);
      });
      open.firstLine = lead.line;
    }
    keep(open, text, number);
    this.#open.set(caller, open);
    if (found.format.end === 'line') this.#close(caller, open);
  }

  #watchLead(text: string, number: number): void {
    if (rule.test(text) || cutHere.test(text)) this.#lead = { line: number, texts: [text] };
    else if (this.#lead !== undefined && this.#lead.texts.length < longestLead) this.#lead.texts.push(text);
    else this.#lead = undefined;
  }

  #continue(open: Open, line: ConsoleLine, number: number): void {
    const { caller, text } = line;
    const { end } = open.format;
    // A rule or "cut here" that does not end this report begins the next one.
    if (mark.test(text) || (end === 'rule' && rule.test(text))) {
      keep(open, text, number);
      open.complete = true;
      this.#close(caller, open);
      return;
    }
    if (cutHere.test(text) || rule.test(text)) {
      // printk puts "cut here" into the middle of these: the message comes first, then BUG() or WARN().
      if (open.format.absorbs !== undefined && open.stage === 'before') keep(open, text, number);
      else {
        this.#close(caller, open);
        this.#watchLead(text, number);
      }
      return;
    }
    if (!belongs(open, line)) {
      open.foreign += 1;
      const over = end === 'lines' || (end === 'trace' && open.stage === 'after');
      if (over || open.foreign > mostForeign) {
        this.#close(caller, open);
        this.#watchLead(text, number);
      }
      return;
    }
    read(open, text);
    keep(open, text, number);
  }

  #close(caller: string, open: Open): void {
    this.#open.delete(caller);
    this.#lastEnd = Math.max(this.#lastEnd, open.lastLine);
    const name = open.pointed !== undefined && !isGeneric(open.pointed) ? open.pointed : (open.traced ?? open.pointed);
    const complete = open.complete || (open.format.end === 'trace' && open.stage === 'after');
    this.#tell({
      type: 'splat',
      class: open.format.class,
      title: titleOf(open.format.title, open.header, { function: name, access: open.access }),
      ...(name === undefined ? {} : { function: name }),
      truncated: !complete || open.lines.length >= mostLines,
      firstLine: open.firstLine,
      lastLine: open.lastLine,
      text: open.lines.join('\n'),
    });
  }
}

interface Header {
  format: SplatFormat;
  header: RegExpExecArray;
}

function headerOf(text: string): Header | undefined {
  if (!anyHeader.test(text)) return undefined;
  for (const format of splatFormats) {
    const header = format.header.exec(text);
    if (header !== null) return { format, header };
  }
  return undefined;
}

/** `... in func+0x1/0x2` and `... at file:12 func+0x1/0x2` name the function themselves. */
function guiltyIn(header: RegExpExecArray): string | undefined {
  return symbolIn(header.input);
}

function keep(open: Open, text: string, number: number): void {
  open.lastLine = number;
  open.foreign = 0;
  if (open.lines.length >= mostLines || open.characters >= mostCharacters) return;
  open.lines.push(text);
  open.characters += text.length + 1;
}

/** Whether a line is part of the open report. Before the backtrace nearly everything is; after it little. */
function belongs(open: Open, { text, time }: ConsoleLine): boolean {
  if (open.format.end === 'lines') {
    const soon = time === undefined || open.time === undefined || time - open.time <= secondsOfLinesReport;
    return soon && open.lines.length < linesOfLinesReport;
  }
  if (open.format.end === 'rule') return open.lines.length < mostLines;
  if (open.stage === 'before') return open.lines.length < longestPreamble;
  return text === '' || isTraceLine(text) || reportLine.test(text);
}

function read(open: Open, text: string): void {
  const access = /^(Read|Write|Free) (?:of|at) /.exec(text);
  if (access !== null && open.access === '') open.access = access[1] ?? '';
  const { traceAfter } = open.format;
  if (traceAfter?.test(text)) open.armed = true;
  if (open.stage !== 'after') open.pointed ??= instructionPointerOf(text);
  if (!open.armed) return;
  if (traceStart.test(text)) {
    if (open.stage === 'before') open.stage = 'trace';
    return;
  }
  // "stack backtrace:" is followed by "CPU: ... Comm: ..." before the frames.
  if (open.stage !== 'trace') return;
  if (!isTraceLine(text)) {
    if (open.traced !== undefined) open.stage = 'after';
    return;
  }
  if (/^\s*<\/TASK>$/.test(text)) open.stage = 'after';
  const name = frameOf(text);
  if (name !== undefined && !isGeneric(name)) open.traced ??= name;
}
