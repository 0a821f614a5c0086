import { checkReadable, chunksOf, unreadable } from '../../console/input/chunks.ts';
import { type KernelFiles, Locator, symboliserFor } from '../../console/input/locator.ts';
import { withSilences } from '../../console/input/silence.ts';
import { unpacked } from '../../console/input/unpack.ts';
import { ConsoleStream } from '../../console/reader.ts';
import type { Splat } from '../../records/run/observation.ts';
import { JsonOutput, type ParseOutput, TextOutput } from '../../report/commands/parse.ts';
import type { Symboliser } from '../../symbols/symboliser.ts';
import { neutralLine } from '../../text/neutral.ts';
import { abilitiesOf } from '../screen.ts';

/**
 * Milliseconds after which a pipe that gives nothing more is taken to be silent: a report that may be at its end is then
 * told. printk writes a report in one go; a serial line of 9,600 baud takes some 0.1 s for a line of it.
 */
const silenceAfter = 2000;

export interface ParseOptions extends KernelFiles {
  json?: boolean;
}

interface Parsing {
  output: ParseOutput;
  symboliser: Symboliser | undefined;
  vmlinux: string | undefined;
  signal: AbortSignal;
}

/**
 * Reads consoles from anywhere: nothing of pinproof's own is expected in them. Each report is printed as soon as it has
 * ended, so that a live one can be watched.
 */
export async function parse(files: string[], options: ParseOptions, interrupted: AbortSignal): Promise<void> {
  await checkReadable(files);
  const symboliser = await symboliserFor(options, interrupted);
  const output: ParseOutput = options.json ? new JsonOutput() : new TextOutput(abilitiesOf(process.stdout));
  const unwanted = new AbortController();
  // Who wants no more (`| head`) does not want the rest to be read either.
  process.stdout.once('error', (error) => unwanted.abort(error));
  const signal = AbortSignal.any([interrupted, unwanted.signal]);
  const notes: string[] = [];
  print(output.begin());
  try {
    for (const file of files) {
      const parsing = { output, symboliser, vmlinux: options.vmlinux, signal };
      notes.push(...(await parseOne(file, parsing)).map((note) => `${file}: ${note}`));
    }
  } catch (error) {
    if (!unwanted.signal.aborted) throw error;
  } finally {
    print(output.end());
    for (const note of notes) console.error(`pinproof: ${neutralLine(note)}`);
    // What is still open would keep the process.
    unwanted.abort();
  }
}

/**
 * What was read is printed, and JSON is closed, where reading fails in the middle, too.
 * @returns what is to be said of its lines of source.
 */
async function parseOne(file: string, { output, symboliser, vmlinux, signal }: Parsing): Promise<string[]> {
  let told: Splat[] = [];
  const stream = new ConsoleStream({ from: 'start', tell: (splat) => told.push(splat) });
  const locator = new Locator(symboliser, vmlinux);
  const printTold = async (): Promise<void> => {
    const splats = told;
    told = [];
    // Who interrupts does not wait for lines.
    for (const splat of signal.aborted ? splats : await locator.locate(splats)) print(output.report(splat));
  };
  let whole = false;
  print(output.beginFile(file));
  try {
    for await (const chunk of withSilences(unpacked(chunksOf(file, signal), file), silenceAfter)) {
      if (chunk === undefined) stream.settle();
      else stream.push(chunk);
      await printTold();
    }
    whole = true;
  } catch (error) {
    throw unreadable(file, error);
  } finally {
    const { observations } = stream.end();
    try {
      await printTold();
    } finally {
      print(output.endFile(observations, whole));
    }
  }
  return locator.notes();
}

/** A pipe is written to at once, and waited for: nothing is kept that nobody reads. */
function print(text: string): void {
  if (text !== '') process.stdout.write(text);
}
