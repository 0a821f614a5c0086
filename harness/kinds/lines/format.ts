/** A line of the kernel's log that is no report: how it looks. Read by console/reader.ts. */
export interface LineFormat {
  /** Literals of which each such line holds one: consoles are searched for them before any pattern is tried. */
  cues: readonly string[];
  /** Matches the line without its printk prefix; without flags and groups that capture. */
  pattern: RegExp;
}
