import { type ConsoleReading, ConsoleStream, type ReadOptions } from '../reader.ts';
import { chunksOf } from './chunks.ts';

/** Reads the console that a guest left, however long it is. */
export async function readConsoleFile(path: string, options: ReadOptions): Promise<ConsoleReading> {
  const stream = new ConsoleStream(options);
  for await (const chunk of chunksOf(path)) stream.push(chunk);
  return stream.end();
}
