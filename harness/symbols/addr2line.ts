import { posix } from 'node:path';
import type { SourceFrame } from '../records/run/observation.ts';
import { infrastructureError } from '../text/errors.ts';
import { neutralText } from '../text/neutral.ts';
import { readObject } from './readObject.ts';

/** One address of an object file, and the section it counts in where the file is not linked. */
export interface Address {
  address: bigint;
  section?: string;
}

/**
 * Looks addresses up in an object file: the functions inlined there, innermost first, then the function itself; empty where
 * the file does not say.
 * One process for a linked file (for one that is not, one a section): what it costs is to find its way in the file.
 * @returns in the order of the addresses; files as the compiler was called with them
 */
export async function framesAt(
  file: string,
  addresses: readonly Address[],
  signal?: AbortSignal,
): Promise<SourceFrame[][]> {
  const found: SourceFrame[][] = addresses.map(() => []);
  const indexed = addresses.map(({ address, section }, index) => ({ hex: address.toString(16), section, index }));
  for (const [section, members] of Map.groupBy(indexed, (each) => each.section)) {
    const where = section === undefined ? [] : ['-j', section];
    const input = `${members.map(({ hex }) => hex).join('\n')}\n`;
    const { stdout, stderr, exitCode } = await readObject('addr2line', ['-a', '-i', '-f', ...where, '-e'], file, {
      input,
      signal,
    });
    const blocks = readFrames(stdout);
    if (exitCode !== 0 || blocks.length !== members.length)
      throw infrastructureError({
        what: `addr2line answers ${blocks.length} of ${members.length} addresses`,
        where: file,
        ...(stderr !== '' && { why: neutralText(stderr) }),
      });
    members.forEach(({ index }, nth) => {
      found[index] = blocks[nth] ?? [];
    });
  }
  return found;
}

const addressLine = /^0x[0-9a-f]+$/;
/** `mm/gup.c:123`, with `(discriminator 4)` behind it where a line has several blocks; `?` and 0 stand for unknown. */
const known = /^(.+):([1-9]\d*)(?: \(discriminator \d+\))?$/;

/** What `addr2line -a -i -f` prints: a line with each address, then pairs of lines, a function and where it stands. */
export function readFrames(text: string): SourceFrame[][] {
  const blocks: SourceFrame[][] = [];
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (addressLine.test(line)) {
      blocks.push([]);
      continue;
    }
    const [, file, number] = known.exec(lines[index + 1] ?? '') ?? [];
    index += 1;
    if (file === undefined || line === '??') continue;
    blocks.at(-1)?.push({ function: line, file: posix.normalize(file), line: Number(number) });
  }
  return blocks;
}

/** Frames with their files as they are named in the tree; what is elsewhere keeps its path. */
export function inTree(frames: readonly SourceFrame[], root: string): SourceFrame[] {
  return frames.map((each) => ({
    ...each,
    file: each.file.startsWith(root) ? each.file.slice(root.length) : each.file,
  }));
}
