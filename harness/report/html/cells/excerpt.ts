import type { CellRecord } from '../../../records/run/cell.ts';
import type { Splat } from '../../../records/run/observation.ts';
import { neutralText } from '../../../text/neutral.ts';

/** What a page shows of a console; line numbers count from 1 in console.log. */
export interface Excerpt {
  /** Stretches of lines in their order, none of them overlapping. */
  stretches: Stretch[];
  /** Of the whole console. */
  lines: number;
  /** Kernel reports that are in none of the stretches. */
  leftOut: number;
}

export interface Stretch {
  first: number;
  lines: string[];
  /** The kernel report that these lines are; undefined for what stands around it. */
  splat: Splat | undefined;
}

/** Lines of a console that are not of a report, before it and behind. */
const around = { before: 6, after: 3 };
/** The most that is shown of reports. The head of one says what it is about, its end where it came from. */
const most = { splats: 4, head: 80, tail: 16, characters: 240 };
/** Lines of the end, of a guest that did not come to its own. */
const lastLines = 24;

/**
 * The lines around each kernel report; where the guest did not finish, also the last ones.
 * @param console latin-1, a character a byte, as consoles are read everywhere
 */
export function excerptOf(
  console: string,
  { observations, ending }: Pick<CellRecord, 'observations' | 'ending'>,
): Excerpt {
  const lines = console.replace(/\n$/, '').split('\n');
  const splats = observations.filter((each): each is Splat => each.type === 'splat');
  const shown = splats.slice(0, most.splats);
  const wanted = new Map<number, Splat | undefined>();
  const want = (first: number, last: number, splat?: Splat): void => {
    for (let line = Math.max(1, first); line <= Math.min(last, lines.length); line += 1)
      if (!wanted.has(line)) wanted.set(line, splat);
  };
  // Reports before what is around them: that may be part of the next.
  for (const splat of shown) {
    const { firstLine, lastLine } = splat;
    const cut = lastLine - firstLine + 1 > most.head + most.tail;
    want(firstLine, cut ? firstLine + most.head - 1 : lastLine, splat);
    if (cut) want(lastLine - most.tail + 1, lastLine, splat);
  }
  for (const { firstLine, lastLine } of shown) {
    want(firstLine - around.before, firstLine - 1);
    want(lastLine + 1, lastLine + around.after);
  }
  if (ending !== 'finished') want(lines.length - lastLines + 1, lines.length);
  return { stretches: stretchesOf(wanted, lines), lines: lines.length, leftOut: splats.length - shown.length };
}

function stretchesOf(wanted: ReadonlyMap<number, Splat | undefined>, lines: readonly string[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [line, splat] of [...wanted].toSorted(([a], [b]) => a - b)) {
    const last = stretches.at(-1);
    const text = readable(lines[line - 1] ?? '');
    if (last !== undefined && last.splat === splat && last.first + last.lines.length === line) last.lines.push(text);
    else stretches.push({ first: line, lines: [text], splat });
  }
  return stretches;
}

/** As UTF-8 where it is. A line of the kernel's is short, and one that is not is cut. */
const readable = (line: string): string =>
  neutralText(
    Buffer.from(line.slice(0, most.characters * 8), 'latin1')
      .toString('utf8')
      .trimEnd(),
    most.characters,
  );
