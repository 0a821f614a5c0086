import { readFile } from 'node:fs/promises';
import { ConsoleStream } from '../../console/reader.ts';

/** How much is read of each kind. Long against the start of the compiler, short against the rest of the bench. */
const megabytes = 256;
const chunkBytes = 1 << 20;

export interface ReadConsoles {
  /** Of the processor's time, on one core. */
  megabytesPerSecond: number;
  /** The same bytes, their lines only counted. */
  timesAsLongAsCountingLines: number;
  /** Share of the lines that tell of an error. */
  errorLines: number;
}

/**
 * How fast consoles are read, by processor time: as guests wrote them, and with what they said of errors left out. They
 * are repeated until there is enough; nothing is kept, so memory says whether reading is bounded.
 * @param paths consoles of cells.
 */
export async function measureConsoles(paths: readonly string[]): Promise<Record<string, ReadConsoles>> {
  const whole = Buffer.concat(await Promise.all(paths.map((path) => readFile(path))));
  const quiet = Buffer.from(withoutErrors(whole.toString('latin1')), 'latin1');
  return { asTheyAre: measure(whole), withoutErrors: measure(quiet) };
}

function measure(console: Buffer): ReadConsoles {
  const chunks = chunksOf(console);
  const rounds = Math.max(1, Math.ceil((megabytes * 1e6) / console.length));
  const over = (push: (chunk: Buffer) => void): number => {
    const begun = process.cpuUsage();
    for (let round = 0; round < rounds; round += 1) for (const chunk of chunks) push(chunk);
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1e6;
  };
  const stream = new ConsoleStream({ from: 'start' });
  const reading = over((chunk) => stream.push(chunk));
  const { lines } = stream.end();
  let counted = 0;
  const counting = over((chunk) => {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) counted += 1;
  });
  if (lines - counted > 1) throw new Error(`${lines} lines read of ${counted}`);
  return {
    megabytesPerSecond: Math.round((rounds * console.length) / 1e6 / reading),
    timesAsLongAsCountingLines: Number((reading / counting).toFixed(2)),
    errorLines: Number((console.toString('latin1').split('\n').filter(isError).length / (lines / rounds)).toFixed(4)),
  };
}

function chunksOf(bytes: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += chunkBytes) chunks.push(bytes.subarray(from, from + chunkBytes));
  return chunks;
}

/** What block layer, file systems and the kernel itself say of errors. */
const isError = (line: string): boolean =>
  /check failed|tag error|error, dev|Sense|EXT4-fs|XFS \(|BTRFS|JBD2|suppressed|BUG|WARNING/.test(line);

const withoutErrors = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !isError(line))
    .join('\n');
