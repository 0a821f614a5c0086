import { type Entry, fromBufferPromise } from 'yauzl';
import { inputError, PinproofError } from '../../text/errors.ts';
import { neutralLine } from '../../text/neutral.ts';

/** The type of a file in the mode that Unix zips have; none, where a zip is of another system. */
const fileTypes: readonly number[] = [0, 0o100000];

/**
 * The files of a zip that a stranger made, in memory: nothing of it is written anywhere, so that no name of it is a path.
 * @param wanted names and the most bytes that each may have; nothing else may be in it
 * @returns those that are there
 * @throws input error that names what else there is, or what is too big
 */
export async function unpack(
  zip: Buffer,
  wanted: Readonly<Record<string, number>>,
): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  try {
    const archive = await fromBufferPromise(zip, { strictFileNames: true });
    for await (const entry of archive.eachEntry()) {
      const most = Object.hasOwn(wanted, entry.fileName) ? wanted[entry.fileName] : undefined;
      if (most === undefined) throw hostile(entry.fileName, 'it is not asked for');
      const fault = faultOf(entry, most, files);
      if (fault !== undefined) throw hostile(entry.fileName, fault);
      // Not what the entry says of itself: what comes out of it.
      files.set(entry.fileName, await readUpTo(await archive.openReadStreamPromise(entry), most, entry.fileName));
    }
  } catch (error) {
    if (error instanceof PinproofError) throw error;
    throw inputError({
      what: 'the artefact is no zip file, or a damaged one',
      why: neutralLine((error as Error).message),
    });
  }
  return files;
}

function faultOf(entry: Entry, most: number, files: ReadonlyMap<string, Buffer>): string | undefined {
  if (files.has(entry.fileName)) return 'it is there twice';
  if (!fileTypes.includes((entry.externalFileAttributes >>> 16) & 0o170000)) return 'it is no file';
  if (entry.isEncrypted()) return 'it is encrypted';
  return entry.uncompressedSize > most ? tooBig(most) : undefined;
}

async function readUpTo(stream: AsyncIterable<Buffer>, most: number, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > most) throw hostile(name, tooBig(most));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooBig = (most: number): string => `it has more than ${most} bytes`;

const hostile = (name: string, why: string): Error =>
  inputError({ what: 'the artefact holds what no pinproof puts there', where: neutralLine(name, 100), why });
