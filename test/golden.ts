import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';

/** Whether texts that differ are written anew rather than failing: PINPROOF_TEST_UPDATE=1. What was written is in `git diff`. */
export const updating: boolean = process.env['PINPROOF_TEST_UPDATE'] === '1';

/** The folder of the texts. */
export const goldenFolder: string = fileURLToPath(new URL('golden', import.meta.url));

/**
 * Compares a text with a file of test/golden/, byte for byte.
 * @param name the file's path there, in the shape of harness/
 */
export function matchesGolden(t: Test, name: string, text: string): void {
  const path = join(goldenFolder, name);
  if (updating) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  let known: string | undefined;
  try {
    known = readFileSync(path, 'utf8');
  } catch {
    // Compared below.
  }
  t.equal(text, known, `test/golden/${name} (PINPROOF_TEST_UPDATE=1 writes it anew)`);
}
