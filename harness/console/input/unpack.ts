import { pipeline, Readable, type Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { inputError } from '../../text/errors.ts';

interface Packing {
  name: string;
  magic: Buffer;
  /** Absent where Node cannot unpack it; then `program` can. */
  open?: () => Transform;
  program?: string;
}

const packings: readonly Packing[] = [
  // RFC 1952, 2.3.1
  { name: 'gzip', magic: Buffer.from('1f8b', 'hex'), open: () => createGunzip() },
  // RFC 8878, 3.1.1
  { name: 'zstd', magic: Buffer.from('28b52ffd', 'hex'), open: () => createZstdDecompress() },
  // xz's own file format, 2.1.1.1
  { name: 'xz', magic: Buffer.from('fd377a585a00', 'hex'), program: 'xz' },
];

/**
 * Unpacks what is compressed, by its first bytes; anything else comes as it is.
 * @param chunks of a file, each valid until the next.
 * @throws input error where it is compressed in a way that Node does not know, or is broken.
 */
export async function* unpacked(chunks: AsyncGenerator<Buffer>, file: string): AsyncGenerator<Buffer> {
  const head = await headOf(chunks);
  const packing = packings.find(({ magic }) => head.subarray(0, magic.length).equals(magic));
  const whole = rejoined(head, chunks);
  if (packing === undefined) {
    yield* whole;
    return;
  }
  if (packing.open === undefined)
    throw inputError({
      what: `the file is compressed with ${packing.name}`,
      where: file,
      todo: `${packing.program} -dc FILE | pinproof parse -`,
    });
  const stream = packing.open();
  // What goes wrong comes out of the iteration.
  pipeline(Readable.from(copies(whole)), stream, () => {});
  try {
    yield* stream;
  } catch (error) {
    if (!/^(?:Z|ZSTD)_|^ERR_ZLIB/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw inputError({
      what: `the file is not whole, or no ${packing.name} file: it was read as far as it could be unpacked`,
      where: file,
      why: (error as Error).message,
      cause: error,
    });
  }
}

/** Reads until it is clear whether a file begins with one of the magic numbers: a live pipe may give a byte at a time. */
async function headOf(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  const undecided = (): boolean =>
    packings.some(({ magic }) => head.length < magic.length && magic.subarray(0, head.length).equals(head));
  while (undecided()) {
    const next = await chunks.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* rejoined(head: Buffer, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* chunks;
}

/** A stream takes chunks in before it works on them. */
async function* copies(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk);
}
