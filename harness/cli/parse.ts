import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { readConsole } from '../collect/console.ts';
import { inputError } from '../lib/errors.ts';
import { neutralLine } from '../lib/neutral.ts';
import { findModules } from '../lib/symbols/modules.ts';
import type { Place } from '../lib/symbols/places.ts';
import { locateSplats } from '../lib/symbols/splats.ts';
import { type Located, Symboliser } from '../lib/symbols/symboliser.ts';
import { type ParsedConsole, parsedAsJson, renderParsed } from '../report/parse.ts';
import { abilitiesOf } from './screen.ts';

export interface ParseOptions {
  json?: boolean;
  /** The kernel that wrote the consoles, with debug information. */
  vmlinux?: string;
  /** A folder in or below which its modules are. */
  modules?: string;
}

/** Reads saved consoles, from anywhere: nothing of pinproof's own is expected in them. */
export async function parse(files: string[], options: ParseOptions, signal: AbortSignal): Promise<void> {
  const symboliser = await symboliserFor(options, signal);
  const consoles: ParsedConsole[] = [];
  const notes: string[] = [];
  for (const file of files) {
    const { observations } = readConsole(await contentOf(file), { from: 'start' });
    if (symboliser === undefined) consoles.push({ file, observations });
    else {
      const located = await locateSplats(observations, symboliser);
      consoles.push({ file, observations: located.observations });
      notes.push(...leftOut(located, options.vmlinux ?? '').map((note) => `${file}: ${note}`));
    }
  }
  if (options.json) console.log(JSON.stringify(parsedAsJson(consoles), null, 2));
  else process.stdout.write(renderParsed(consoles, abilitiesOf(process.stdout)));
  for (const note of notes) console.error(`pinproof: ${neutralLine(note)}`);
}

async function symboliserFor({ vmlinux, modules }: ParseOptions, signal: AbortSignal): Promise<Symboliser | undefined> {
  if (vmlinux === undefined) {
    if (modules === undefined) return undefined;
    throw inputError({
      what: 'modules alone do not tell lines: which tree they are of is seen in the vmlinux',
      todo: 'give --vmlinux FILE too',
    });
  }
  const symboliser = new Symboliser({ vmlinux, ...(modules && { modules: await findModules(modules) }), signal });
  // A wrong file is to be told also where no console has a splat.
  await symboliser.check();
  return symboliser;
}

/** Which places of a console were left as they are, and why: a line for each cause. */
function leftOut({ unknown, strangers }: Pick<Located, 'unknown' | 'strangers'>, vmlinux: string): string[] {
  const [own, foreign] = [unknown.filter(({ module }) => !module), unknown.filter(({ module }) => module)];
  const count = (places: readonly Place[]): string =>
    places.length === 1 ? `${places[0]?.at} is` : `${places.length} places, such as ${places[0]?.at}, are`;
  return [
    ...strangers.map((path) => `${path} is of another build: functions have other sizes, so no line is taken from it`),
    ...(own.length === 0 || strangers.includes(vmlinux) ? [] : [`${count(own)} not in ${vmlinux}`]),
    ...(foreign.length === 0 ? [] : [`${count(foreign)} in no module that was found and has debug information`]),
  ];
}

async function contentOf(file: string): Promise<string> {
  if (file === '-') return text(process.stdin.setEncoding('latin1'));
  try {
    // Latin-1: a console may hold any byte, and no line may be lost to a decoder.
    return await readFile(file, 'latin1');
  } catch (error) {
    throw inputError({ what: 'the file cannot be read', where: file, why: (error as Error).message });
  }
}
