import { constants, openSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { addAbortSignal, type Readable } from 'node:stream';
import { inputError } from '../../text/errors.ts';

/** Larger ones read no faster. */
const chunkSize = 256 * 1024;

/**
 * What stands in a file, from its beginning; `-` is standard input. A chunk's memory is written to again when the next
 * one is asked for.
 * @throws the system's error if it cannot be read; the signal's reason when interrupted.
 */
export async function* chunksOf(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  try {
    if (path === '-') yield* readStream(process.stdin, signal);
    // A read that waits for a pipe's writer in one of Node's threads would outlive even process.exit().
    else if ((await stat(path)).isFIFO())
      yield* readStream(new Socket({ fd: openPipe(path), writable: false }), signal);
    else yield* readFile(await open(path), signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

/**
 * For before anything is printed.
 * @throws input error if a file is not there, is no file, or may not be read.
 */
export async function checkReadable(paths: readonly string[]): Promise<void> {
  const again = paths.find((path, index) => path === '-' && paths.indexOf(path) !== index);
  if (again !== undefined) throw inputError({ what: 'standard input can be read only once', where: again });
  for (const path of paths) {
    if (path === '-') continue;
    try {
      const about = await stat(path);
      if (about.isDirectory())
        throw inputError({ what: 'the file cannot be read', where: path, why: 'it is a folder' });
      if (about.isFile()) await (await open(path)).close();
    } catch (error) {
      throw unreadable(path, error);
    }
  }
}

async function* readStream(stream: Readable, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  yield* signal === undefined ? stream : addAbortSignal(signal, stream);
}

async function* readFile(file: FileHandle, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(chunkSize);
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, chunkSize);
      signal?.throwIfAborted();
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Does not wait for a writer; reading does, and is woken by one. */
function openPipe(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
}

/** An error of the system as one about the user's file; any other as it is. */
export function unreadable(path: string, error: unknown): unknown {
  if ((error as NodeJS.ErrnoException).syscall === undefined) return error;
  return inputError({ what: 'the file cannot be read', where: path, why: (error as Error).message, cause: error });
}
