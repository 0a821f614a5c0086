import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { readConsole } from '../collect/console.ts';
import { inputError } from '../lib/errors.ts';
import { type ParsedConsole, parsedAsJson, renderParsed } from '../report/parse.ts';
import { abilitiesOf } from './screen.ts';

/** Reads saved consoles, from anywhere: nothing of pinproof's own is expected in them. */
export async function parse(files: string[], { json }: { json?: boolean }): Promise<void> {
  const consoles: ParsedConsole[] = [];
  for (const file of files) {
    const { observations } = readConsole(await contentOf(file), { from: 'start' });
    consoles.push({ file, observations });
  }
  if (json) console.log(JSON.stringify(parsedAsJson(consoles), null, 2));
  else process.stdout.write(renderParsed(consoles, abilitiesOf(process.stdout)));
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
