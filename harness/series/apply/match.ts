/** Where lines stand in a file, or nearly stand. Line numbers count from 1. */
export interface Match {
  line: number;
  /** How many of the lines are the same there. */
  same: number;
}

/** The first place, nearest to `wanted`, where all lines stand. */
export function findLines(file: readonly string[], lines: readonly string[], wanted: number): number | undefined {
  if (lines.length === 0) return undefined;
  const places = [...startsOf(file, lines)].filter((start) =>
    lines.every((line, index) => file[start + index] === line),
  );
  return places.map((start) => start + 1).sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0];
}

function* startsOf(file: readonly string[], lines: readonly string[]): Generator<number> {
  for (let start = 0; start + lines.length <= file.length; start += 1) if (file[start] === lines[0]) yield start;
}

/** The place where most of the lines stand, the nearest to `wanted` of equals. Blank lines and lone braces count for nothing. */
export function nearestLines(file: readonly string[], lines: readonly string[], wanted: number): Match | undefined {
  let best: Match | undefined;
  for (let start = 0; start < file.length; start += 1) {
    const same = lines.filter((line, index) => file[start + index] === line && /\w/.test(line)).length;
    if (same === 0) continue;
    const closer = best === undefined || Math.abs(start + 1 - wanted) < Math.abs(best.line - wanted);
    if (best === undefined || same > best.same || (same === best.same && closer)) best = { line: start + 1, same };
  }
  return best;
}

/** Two texts line by line, as a diff: the longest common run of lines is kept. */
export function compareLines(expected: readonly string[], found: readonly string[]): string[] {
  const lengths = Array.from({ length: expected.length + 1 }, () => new Array<number>(found.length + 1).fill(0));
  const at = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  for (let row = expected.length - 1; row >= 0; row -= 1) {
    for (let column = found.length - 1; column >= 0; column -= 1) {
      const longest =
        expected[row] === found[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
      (lengths[row] ?? [])[column] = longest;
    }
  }
  const result: string[] = [];
  let [row, column] = [0, 0];
  while (row < expected.length || column < found.length) {
    if (row < expected.length && expected[row] === found[column]) {
      result.push(`  ${expected[row]}`);
      row += 1;
      column += 1;
    } else if (row < expected.length && (column >= found.length || at(row + 1, column) >= at(row, column + 1))) {
      result.push(`- ${expected[row]}`);
      row += 1;
    } else {
      result.push(`+ ${found[column]}`);
      column += 1;
    }
  }
  return result;
}
