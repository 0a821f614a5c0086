import type { FailureKind } from '../failureKind.ts';

/** The checkers that the kernel itself switches off after some of its reports. */
export const checkers = ['lockdep', 'KASAN'] as const;
export type Checker = (typeof checkers)[number];

/** What a kind of kernel report means, in whichever format it comes. As a failure its name is `splat:<kind>`. */
export interface SplatKind {
  detector: Extract<FailureKind['detector'], 'sanitisers' | 'crashes' | 'lockups' | 'warnings'>;
  gravity: Extract<FailureKind['gravity'], 'crash' | 'splat'>;
  /**
   * How a guest ended that printed such a report: `oopsed` whatever came after it; `hung` where the guest did not come to
   * its end. Absent where the kernel goes on. A panic has none: its line may also be the consequence of another report,
   * and is looked for by itself (console/splat/reader.ts).
   */
  ending?: 'oopsed' | 'hung';
  /**
   * The checkers that are off after it until the next boot, so that nothing is known of what they look for:
   * debug_locks_off() of lib/debug_locks.c, for lockdep's own and by add_taint(LOCKDEP_NOW_UNRELIABLE) of kernel/panic.c
   * for the others; report_suppressed() and report_enabled() of mm/kasan/report.c, which reports one bad access only.
   */
  silences?: readonly Checker[];
}

/**
 * How a report of the kernel looks. Read by console/splat: reader.ts cuts reports out of a console, report.ts reads each.
 * @typeParam Kind the names of the kinds that a format may be of.
 */
export interface SplatFormat<Kind extends string = string> {
  /** What kind of report it is. */
  kind: Kind;
  /** What other formats' `absorbs` call it, where it can be a part of other reports. */
  part?: string;
  /**
   * What it means for the kernel, coarser than the kind: a stall is a `hang`, by whatever detector of the kernel's.
   * `{access}` is `read` or `write` (read, if the report does not say), `{1}` a group of the header.
   */
  class: string;
  /** Reports of one family in one function are one bug: a bad access shows as an oops today and as KASAN tomorrow. */
  family: string;
  /** Literals of which each header holds one: consoles are searched for them before any pattern is tried. */
  cues: readonly string[];
  /** Matches the line that begins the report, without its printk prefix. */
  header: RegExp;
  /**
   * Title: `{1}` is a group of the header, `{access}` what the second line says (Read, Write), `{function}` the guilty
   * function. Where there is none, `{function}` goes together with the ` in ` before it.
   */
  title: string;
  /**
   * Examples of what the groups `{1}`, `{2}` of the title stand for, together. Needed where the title names a function too:
   * a known issue must not be about all functions (suite/known/probes.ts tries titles made of these).
   */
  examples?: readonly string[];
  /**
   * How the report ends: with its `line`, when its backtraces are over (`trace`), at `---[ end trace` (`mark`),
   * at a line of `=====` or such a mark (`rule`), or after some `lines` that need no backtrace.
   */
  end: 'line' | 'lines' | 'trace' | 'mark' | 'rule';
  /**
   * Where the guilty function stands:
   * - `trace`: the header, the instruction pointer or the backtrace, whichever first names one that is no helper;
   * - `backtrace`: the backtrace only (what the header names is something else, such as a timer's callback);
   * - `asleep`: the backtrace, if it is one of a task that sleeps;
   * - `entry`: where the stack entered a subsystem: the report came at an arbitrary point further in;
   * - `lock`: the line that says where the lock was taken (`lockLine`), or the backtrace;
   * - `owner`: who allocated the page, or the backtrace;
   * - `header`: the header only; `none`.
   */
  guilty: 'trace' | 'backtrace' | 'entry' | 'asleep' | 'lock' | 'owner' | 'header' | 'none';
  /** Parts whose header, coming while this report is open, belongs to it. */
  absorbs?: readonly string[];
  /** Frames follow the header directly, without `Call Trace:`. */
  bare?: true;
  /** A later line that turns the backtraces on; those before it (lockdep's chains) are not where it happened. */
  traceAfter?: RegExp;
  /** For `lock`: after this line comes the symbol. */
  lockLine?: RegExp;
  /** Functions of the helper that was misused, where they are no helpers elsewhere. */
  own?: RegExp;
  /** A message that may have no backtrace: it is whole without. */
  traceless?: true;
  /** The header's message says which bug it is, wherever it came up. */
  byMessage?: true;
  /** Only a piece of a report: the rest was lost. */
  torn?: true;
  /** Counts only if another kernel, or its machine, had spoken before; `after` says which lines prove that. */
  after?: 'kernel' | 'anything';
}
