/** What is longer is no line that anyone looks for. */
const lineLimit = 4096;

/**
 * Emits the lines in bytes that come piece by piece, without their ends; of a line without an end in sight just the
 * beginning is kept.
 */
export function lineReader(tell: (line: string) => void): (bytes: Uint8Array) => void {
  let begun = '';
  return (bytes) => {
    const [first = '', ...more] = Buffer.from(bytes).toString('latin1').split('\n');
    begun = (begun + first).slice(0, lineLimit);
    for (const next of more) {
      tell(begun);
      begun = next.slice(0, lineLimit);
    }
  };
}
