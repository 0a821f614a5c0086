import type { Warning } from '../../records/run/build.ts';

/** The first thing that stopped a build, with the lines a person needs to see. */
export interface BuildError {
  /** Relative to the tree; absent for the linker's and make's own errors. */
  file?: string;
  line?: number;
  text: string;
}

/** gcc: `file:line:column: warning: text`. Paths are seen from build/, one below the tree. */
const diagnostic = /^(?:\.\.\/|\.\/)*([^\s:][^:]*):(\d+):(?:\d+:)? (warning|error|fatal error): (.*)$/;

/** What else ends a kernel build, in the words of the linker, objtool, modpost and make. */
const otherErrors = [
  /undefined reference to/,
  /multiple definition of/,
  /^(?:ERROR|FAILED):? /,
  /^(?:ld|as): /,
  /: error: /i,
  /No rule to make target/,
  /No space left on device/,
  // In the sandbox: it writes to where it may not.
  /Read-only file system/,
  /^make(?:\[\d+\])?: \*\*\* /,
];

/** How many lines behind a diagnostic belong to it: the source line, the caret, a hint. */
const contextLines = 3;

/** The warnings of a build log, in order, each once. */
export function warningsOf(log: string): Warning[] {
  const seen = new Map<string, Warning>();
  for (const line of log.split('\n')) {
    const [, file, number, level, text] = diagnostic.exec(line) ?? [];
    if (level !== 'warning' || file === undefined || text === undefined) continue;
    const warning = { file, line: Number(number), text };
    const key = warningKey(warning);
    if (!seen.has(key)) seen.set(key, warning);
  }
  return [...seen.values()];
}

/** The first error of a build log: the compiler's, or else what the linker or make said. */
export function firstErrorOf(log: string): BuildError | undefined {
  const lines = log.split('\n');
  for (const [index, line] of lines.entries()) {
    const [, file, number, level] = diagnostic.exec(line) ?? [];
    if (file === undefined || level === 'warning') continue;
    const context = lines
      .slice(index + 1, index + 1 + contextLines)
      .filter((next) => /^\s/.test(next) && !/^ {2}[A-Z]/.test(next));
    return { file, line: Number(number), text: [line.replace(/^(?:\.\.\/)+/, ''), ...context].join('\n') };
  }
  for (const pattern of otherErrors) {
    const line = lines.find((candidate) => pattern.test(candidate));
    if (line !== undefined) return { text: line };
  }
  return undefined;
}

/**
 * The warnings that a tree has and its base has not. Line numbers are left out of the comparison:
 * a series moves what stands below it.
 */
export function addedWarnings(base: readonly Warning[], tree: readonly Warning[]): Warning[] {
  const known = new Set(base.map(warningKey));
  return tree.filter((warning) => !known.has(warningKey(warning)));
}

/**
 * All warnings of a tree that was built from another's objects: this build saw only what it compiled,
 * so those of the other files are the other tree's.
 * @param compiled source files that this build compiled
 */
export function inheritedWarnings(
  seed: readonly Warning[],
  own: readonly Warning[],
  compiled: ReadonlySet<string>,
): Warning[] {
  return [...seed.filter(({ file }) => !compiled.has(file)), ...own];
}

const warningKey = ({ file, text }: Warning): string => `${file}: ${text}`;
