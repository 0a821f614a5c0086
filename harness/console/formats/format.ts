/** How a report of the kernel looks. The tables beside this file are read by splat/reader.ts and splat/report.ts. */
export interface SplatFormat {
  /** What kind of report it is: what the judge asks for (`splat:<kind>`). */
  kind: string;
  /** What other formats' `absorbs` call it, where it can be a part of other reports. */
  part?: string;
  /**
   * What it means for the kernel, coarser than the kind: a stall is a `hang` whoever noticed it.
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
