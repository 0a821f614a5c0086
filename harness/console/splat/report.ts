import type { SplatFormat } from '../../kinds/splats/format.ts';
import type { ConsoleObservation } from '../../records/run/observation.ts';
import { guiltyFunction } from '../guilty/guilty.ts';
import { frameOf, isTraceLine, isTraceTitle } from '../trace/frame.ts';
import { isEntry, isHelper, isUnwinder } from '../trace/functions.ts';
import { fingerprintOf } from './fingerprint.ts';
import { type Stack, stacksOf } from './stacks.ts';
import { taintOf, taskOf } from './task.ts';
import { classOf, titleOf } from './titles.ts';

export type Splat = Extract<ConsoleObservation, { type: 'splat' }>;

/** A report as the reader cut it out of the console. */
export interface RawReport {
  format: SplatFormat;
  header: RegExpExecArray;
  firstLine: number;
  lastLine: number;
  /** Seconds since boot. */
  time: number | undefined;
  caller: string;
  lines: string[];
  /** Where in `lines` the header stands: "cut here" and a message may come before. */
  headerIndex: number;
  /** printk said that it dropped messages within. */
  lost: boolean;
  /** Another report began before this one's backtrace was over. */
  interrupted: boolean;
  /** The log ended in one of its lines, or it is longer than what is kept. */
  cut: boolean;
}

/** Reads one report: what it is, who is guilty, and whether it can be trusted. */
export function readReport(raw: RawReport): Splat {
  const { format, header, lines } = raw;
  const body = lines.slice(raw.headerIndex);
  const stacks = stacksOf(body, format);
  const name = guiltyFunction(format, header, body, stacks);
  const access = /^(Read|Write|Free) (?:of|at) /m.exec(body.slice(0, 40).join('\n'))?.[1] ?? '';
  const trace = stacks.find(({ aside }) => !aside)?.frames.flatMap((frame) => (frame.certain ? [frame.name] : []));
  const truncated = isTruncated(raw, body, stacks, name);
  const trusted =
    truncated && (!namesItself(format) || (isHelper(name ?? '') && !isUnwinder(name ?? ''))) ? undefined : name;
  const task = taskOf(body);
  const tainted = taintOf(body);
  return {
    type: 'splat',
    class: classOf(format.class, header, access),
    kind: format.kind,
    title: titleOf(format.title, header, { function: name, access }),
    ...(name === undefined ? {} : { function: name }),
    ...(trace === undefined || trace.length === 0 ? {} : { trace }),
    fingerprint: fingerprintOf(format, trusted, header),
    truncated,
    ...(task === undefined ? {} : { task }),
    ...(tainted === undefined ? {} : { tainted }),
    ...(raw.time === undefined ? {} : { time: raw.time }),
    firstLine: raw.firstLine,
    lastLine: raw.lastLine,
    text: lines.join('\n'),
  };
}

/**
 * Faults name the instruction, sanitisers and locks the function in their first lines: that stands even where the rest
 * is lost. A warning, a stall or a hang is named by its backtrace.
 */
const namesItself = ({ class: name, family }: SplatFormat): boolean =>
  name !== 'hang' &&
  !/^(?:warning|allocation|vmalloc|kobject|lock-bug|refcount|debug-objects|bad-page|bug|die|unlock-balance)$/.test(
    family,
  );

/**
 * A report is truncated if what names the bug is not there or cannot be trusted: messages were dropped within, another
 * report broke into it before its backtrace was over, it has frames of somebody else's backtrace, or none of its own.
 */
function isTruncated(raw: RawReport, body: string[], stacks: Stack[], name: string | undefined): boolean {
  const { format } = raw;
  if (raw.lost || raw.cut) return true;
  if (format.torn) return true;
  if (format.end === 'line' || format.end === 'lines') return false;
  if (raw.interrupted) return true;
  if (format.kind === 'panic' && secondhandPanic.test(body[0] ?? '')) return true;
  const frames = stacks.flatMap((stack) => stack.frames).filter(({ certain }) => certain);
  if (frames.length === 0) return format.traceless !== true;
  if (format.byMessage) return false;
  if (format.guilty !== 'none' && name === undefined) return true;
  // The unwinder came no further than to those who printed it.
  if (format.guilty !== 'none' && frames.every((frame) => isHelper(frame.name) && !isEntry(frame.name))) return true;
  return strangersStack(body, format);
}

/** Panics whose cause was reported before, and is not there: kernel/panic.c check_panic_on_warn(), kernel/hung_task.c, ... */
const secondhandPanic = /panic_on_warn set|hung_task: blocked tasks|softlockup: hung tasks|Fatal exception/;

/**
 * Whether the first backtrace is another's: frames before any `Call Trace:` are the rest of one; and a warning's own
 * comes after a line that names the process again.
 */
function strangersStack(body: readonly string[], format: SplatFormat): boolean {
  if (format.bare || format.traceAfter !== undefined) return false;
  const pid = /^WARNING: (?:CPU: \d+ PID: (-?\d+)|.*CPU#\d+: .*\/(\d+)$)/.exec(body[0] ?? '');
  const own = pid?.[1] ?? pid?.[2];
  let named = own === undefined;
  for (const line of body.slice(1)) {
    if (/^page last (?:allocated|free)/.test(line)) return false;
    if (/^CPU: \d+ /.test(line) && own !== undefined) named = line.includes(`PID: ${own} `);
    if (isTraceTitle(line) || /^\s*Stack:/.test(line)) return !named;
    if (isTraceLine(line) && frameOf(line)?.certain === true && !/ from /.test(line))
      return named ? !/^\[</.test(line) : true;
  }
  return false;
}
