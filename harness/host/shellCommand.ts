/** Returns a command line as a person pastes it into a shell. */
export const shellCommand = (file: string, args: readonly string[]): string => [file, ...args].map(shellWord).join(' ');

/** Returns a word, quoted where a shell would not take it as it is. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
