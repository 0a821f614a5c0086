import { isUtf8 } from 'node:buffer';

/**
 * Bytes that are held as a string with a character each (Latin-1), as text for people: UTF-8 where they are that, and
 * Latin-1 where not. Sources and patches are kept so because nobody promises that they are UTF-8.
 */
export function textOfBinary(binary: string): string {
  const bytes = Buffer.from(binary, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : binary;
}
