import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processIdPattern, self } from './processId.ts';

let folder: string | undefined;

/** This process's own temporary folder, made when it is first asked for; programs have it as $TMPDIR. */
export function scratchFolder(): string {
  if (folder !== undefined) return folder;
  const made = mkdtempSync(join(tmpdir(), `pinproof-${self}-`));
  folder = made;
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** The owner of a temporary folder of that kind, by its name. */
export function processOfScratch(name: string): string | undefined {
  return new RegExp(`^pinproof-(${processIdPattern})-\\w+$`).exec(name)?.[1];
}
