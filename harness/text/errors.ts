/**
 * Who has to act on a failure. It decides the exit code, and it keeps trouble
 * of the machine from ever being read as a verdict on a kernel.
 *
 * - `input`: the user's suite, series, source or command line.
 * - `tree`: the tree under test does not apply, configure, build or boot.
 * - `infrastructure`: this machine (disk, tools, QEMU, signals).
 */
export type Blame = 'input' | 'tree' | 'infrastructure';

export interface ErrorDetails {
  /** What went wrong, in one sentence without a full stop. */
  what: string;
  /** Where: a file, `file:line:column`, a patch and hunk, an option. */
  where?: string;
  /** Why, as far as it is known. May have several lines. */
  why?: string;
  /** What the reader can do about it. */
  todo?: string;
  cause?: unknown;
}

/** The one error that stages throw on purpose; anything else is a bug in pinproof. */
export class PinproofError extends Error {
  readonly blame: Blame;
  readonly details: ErrorDetails;

  constructor(blame: Blame, details: ErrorDetails) {
    super(describe(details), details.cause === undefined ? {} : { cause: details.cause });
    this.name = 'PinproofError';
    this.blame = blame;
    this.details = details;
  }
}

function describe({ what, where, why, todo }: ErrorDetails): string {
  const lines = [where === undefined ? what : `${where}: ${what}`];
  if (why !== undefined) lines.push(...why.split('\n').map((line) => `  ${line}`));
  if (todo !== undefined) lines.push(`  -> ${todo}`);
  return lines.join('\n');
}

export const inputError = (details: ErrorDetails): PinproofError => new PinproofError('input', details);
export const treeError = (details: ErrorDetails): PinproofError => new PinproofError('tree', details);
export const infrastructureError = (details: ErrorDetails): PinproofError =>
  new PinproofError('infrastructure', details);

/** Exit codes of the command, as the README lists them. */
export const exitCodes = {
  ok: 0,
  regression: 1,
  usage: 2,
  inconclusive: 3,
  infrastructure: 69,
} as const;

/**
 * An exit code as `git bisect run` must see it: it takes 1 to 127 for "bad" (125: for "skip"), so that what says nothing
 * of a commit has to end the bisection, with 128 and over.
 */
export const abortBisection = (code: number): number => (code === 0 ? code : 128 + code);

/** The exit code for an error: a tree that cannot be judged is not a usage error, nor is it a verdict. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof PinproofError)) return exitCodes.infrastructure;
  const byBlame = { input: exitCodes.usage, tree: exitCodes.inconclusive, infrastructure: exitCodes.infrastructure };
  return byBlame[error.blame];
}
