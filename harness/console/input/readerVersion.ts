import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** harness/, or dist/ of an installed package. */
const code = join(import.meta.dirname, '../..');

/** What decides which observations a console and a report give: the readers, the kinds that they name, and lines of source. */
const parts = ['console', 'kinds', 'symbols'];

let version: string | undefined;

/**
 * Returns the version of the reader of consoles: the digest of its code, so that nobody has to raise a number when a format
 * changes. What another version read is read again (pipeline/stages/judge.ts).
 */
export function readerVersion(): string {
  version ??= digestOfCode();
  return version;
}

function digestOfCode(): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const names = (readdirSync(join(code, part), { recursive: true }) as string[]).filter((name) =>
      /\.[jt]s$/.test(name),
    );
    for (const name of names.sort()) hash.update(`${part}/${name}\0`).update(readFileSync(join(code, part, name)));
  }
  return hash.digest('hex').slice(0, 20);
}
