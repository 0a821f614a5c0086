import type { ConsoleLine } from '../lines.ts';
import { frameOf, isTraceLine, isTraceTitle } from '../trace/frame.ts';
import { isRoot } from '../trace/functions.ts';
import { reportLine } from './belongs.ts';
import { consequentialPanic, orderlyReboot } from './expected.ts';
import { type Header, headerOf } from './headers.ts';
import { type RawReport, readReport, type Splat } from './report.ts';

/** A report longer than this is a log of its own; what follows is read for its end but not kept. */
const mostLines = 1200;
const mostCharacters = 96 * 1024;
/** Lines before the first backtrace: lockdep prints whole chains of them. */
const longestPreamble = 600;
/** Lines of others between two lines of a report, before the report is given up. */
const mostForeign = 40;
/** The same below its last backtrace, where only more backtraces may come. */
const mostForeignAfter = 8;
/** Lines of other callers after the last one of a report, before it is given up. */
const longestSilence = 200;
/** A `lines` report has no backtrace and no end; it is printed in one go, which takes no longer than this. */
const linesOfLinesReport = 12;
const secondsOfLinesReport = 0.05;
/** How far below a report the panic that it causes may stand: registers and locks come between. */
const longestFall = 100;
/** How far a rule or "cut here" may stand above its header: WARN() messages have several lines. */
const longestLead = 8;

interface Open extends RawReport {
  characters: number;
  /** Of its backtrace, as far as reading went. */
  stage: 'before' | 'trace' | 'after';
  armed: boolean;
  /** One of its backtraces was read down to its root. */
  rooted: boolean;
  foreign: number;
}

interface Lead {
  line: number;
  texts: string[];
}

const rule = /^={20,}$/;
const cutHere = /^(?:8<)?-{3,}\[? ?cut here ?\]?-{3,}$/;
const mark = /^---\[ end (?:trace|Kernel panic)/;
/** QEMU's own words: they do not count as someone who spoke before a boot. */
const byQemu = 'qemu';
/**
 * Literals of the lines that this reader reacts to besides the headers of the formats: what opens a report or its lead,
 * and who speaks before a boot.
 */
export const structureCues: readonly string[] = [
  '====================',
  'cut here',
  'printk messages dropped',
  `${byQemu}-`,
  `${byQemu}: `,
  ...orderlyReboot.cues,
];

/**
 * Cuts a console into reports, line by line, with bounded memory; splat/report.ts reads each. Reports that two CPUs
 * print at a time are kept apart where the kernel names the caller (CONFIG_PRINTK_CALLER).
 */
export class SplatReader {
  readonly #open = new Map<string, Open>();
  readonly #tell: (splat: Splat) => void;
  #lead: Lead | undefined;
  /** Line number of the last report's end. */
  #lastEnd = Number.NEGATIVE_INFINITY;
  #kernelSpoke = false;
  #anyoneSpoke = false;
  #orderly = false;
  /** A panic was seen, be it a report of its own or the consequence of another. */
  panicked = false;

  /** @param tell is called with each report as soon as it has ended. */
  constructor(tell: (splat: Splat) => void) {
    this.#tell = tell;
  }

  /** No report is open, and none may have begun: the next line matters only if it holds a cue. */
  get idle(): boolean {
    return this.#open.size === 0 && this.#lead === undefined;
  }

  /**
   * Counts lines that were not fed because they hold no cue.
   * @param kernelSpoke one of them was the kernel's.
   */
  skipped({ kernelSpoke }: { kernelSpoke: boolean }): void {
    this.#anyoneSpoke = true;
    this.#kernelSpoke ||= kernelSpoke;
  }

  /** @param number of the line in its file, from 1. */
  feed(line: ConsoleLine, number: number): void {
    const { text, caller } = line;
    if (text.startsWith('Kernel panic - not syncing')) this.panicked = true;
    if (orderlyReboot.pattern.test(text)) this.#orderly = true;
    this.#closeForsaken(caller, number);
    const open = this.#open.get(caller);
    const begun = headerOf(text);
    const header = this.#meant(begun, line);
    if (header === undefined) {
      if (open === undefined) this.#watchLead(text, number);
      else this.#continue(open, line, number);
    } else if (consequentialPanic.test(text) && (open !== undefined || number - this.#lastEnd <= longestFall)) {
      if (open !== undefined) keep(open, line, number);
    } else if (open?.format.absorbs?.includes(header.format.part ?? '')) {
      keep(open, line, number);
    } else if (open !== undefined && isInlined(open)) {
      open.format = header.format;
      open.header = header.found;
      open.headerIndex = open.lines.length;
      keep(open, line, number);
    } else {
      if (open !== undefined) this.#close(caller, open, !open.rooted && header.format.family !== open.format.family);
      this.#begin(header, line, number);
    }
    // One boot has several banners.
    if (line.time !== undefined && begun?.format.after === undefined) this.#kernelSpoke = true;
    if (/\w{2}/.test(text) && !text.startsWith(byQemu)) this.#anyoneSpoke = true;
  }

  /**
   * The log is over: what is still open is reported as far as it goes.
   * @param midLine its last line has no end: it was cut off.
   */
  end(midLine: boolean): void {
    for (const [caller, open] of this.#open) {
      open.cut ||= midLine;
      this.#close(caller, open, false);
    }
  }

  /** Nothing more comes for the moment: reports whose backtrace has been read are let out. */
  settle(): void {
    for (const [caller, open] of this.#open) {
      const over = open.format.end === 'lines' || open.stage === 'after' || open.stage === 'trace';
      if (over && open.format.end !== 'rule') this.#close(caller, open, false);
    }
  }

  /** A boot is a reboot only if someone had spoken before, and if it was not asked for. */
  #meant(header: Header | undefined, { time }: ConsoleLine): Header | undefined {
    if (header?.format.after === undefined) return header;
    const spoken = header.format.after === 'kernel' ? this.#kernelSpoke && (time ?? 0) < 1 : this.#anyoneSpoke;
    const expected = this.#orderly || this.panicked;
    this.#orderly = false;
    this.#kernelSpoke = false;
    this.#anyoneSpoke = false;
    this.panicked &&= !spoken;
    return spoken && !expected ? header : undefined;
  }

  /** Whose caller has long said nothing will not go on: its task has ended, or the machine began anew. */
  #closeForsaken(caller: string, number: number): void {
    for (const [other, open] of this.#open) {
      if (other !== caller && number - open.lastLine > longestSilence) this.#close(other, open, false);
    }
  }

  #begin({ format, found }: Header, line: ConsoleLine, number: number): void {
    const lead = this.#lead;
    this.#lead = undefined;
    const open: Open = {
      format,
      header: found,
      firstLine: number,
      lastLine: number,
      time: line.time,
      caller: line.caller,
      lines: [],
      headerIndex: 0,
      lost: false,
      interrupted: false,
      cut: false,
      characters: 0,
      stage: 'before',
      armed: format.traceAfter === undefined,
      rooted: false,
      foreign: 0,
    };
    if (lead !== undefined && number - lead.line <= longestLead) {
      lead.texts.forEach((text, index) => {
        keep(open, { text }, lead.line + index);
      });
      open.firstLine = lead.line;
      open.headerIndex = open.lines.length;
    }
    keep(open, line, number);
    this.#open.set(line.caller, open);
    if (format.end === 'line') this.#close(line.caller, open, false);
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
    if (mark.test(text) || (end === 'rule' && rule.test(text) && open.lines.length - open.headerIndex > 1)) {
      keep(open, line, number);
      this.#close(caller, open, false);
      return;
    }
    if (cutHere.test(text) || rule.test(text)) {
      // printk puts "cut here" into the middle of these: the message comes first, then BUG() or WARN().
      if (open.format.absorbs !== undefined && open.stage === 'before') keep(open, line, number);
      else {
        this.#close(caller, open, !open.rooted && open.stage === 'before');
        this.#watchLead(text, number);
      }
      return;
    }
    if (!belongs(open, line)) {
      open.foreign += 1;
      const over = end === 'lines' || (end === 'trace' && open.stage === 'after' && open.foreign > mostForeignAfter);
      if (over || open.foreign > mostForeign) {
        this.#close(caller, open, false);
        this.#watchLead(text, number);
      }
      return;
    }
    follow(open, text);
    keep(open, line, number);
  }

  #close(caller: string, open: Open, interrupted: boolean): void {
    this.#open.delete(caller);
    this.#lastEnd = Math.max(this.#lastEnd, open.lastLine);
    open.interrupted = interrupted;
    this.#tell(readReport(open));
  }
}

/**
 * Of a header whose function was inlined, a symboliser makes several lines, outermost last: that one names what the
 * kernel itself had printed.
 */
const isInlined = ({ lines, headerIndex }: Open): boolean =>
  headerIndex === lines.length - 1 && / \[inline\]$/.test(lines[headerIndex] ?? '');

function keep(open: Open, { text, lost }: Pick<ConsoleLine, 'text' | 'lost'>, number: number): void {
  open.lastLine = number;
  open.foreign = 0;
  open.lost ||= lost === true;
  if (open.lines.length >= mostLines || open.characters >= mostCharacters) {
    open.cut = true;
    return;
  }
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

/** Follows a report's way: before its backtrace, in it, past it. */
function follow(open: Open, text: string): void {
  if (open.format.traceAfter?.test(text)) open.armed = true;
  if (!open.armed) return;
  const trace = isTraceLine(text);
  if (open.stage === 'before') {
    if (isTraceTitle(text) || (trace && open.format.bare)) open.stage = 'trace';
  } else if (open.stage === 'trace') {
    if (/^\s*<\/TASK>$/.test(text) || isRoot(frameOf(text)?.name ?? '')) {
      open.stage = 'after';
      open.rooted = true;
    }
  } else if (isTraceTitle(text)) open.stage = 'trace';
}
