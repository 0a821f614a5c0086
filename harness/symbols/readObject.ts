import { realpath } from 'node:fs/promises';
import type { Ended } from '../host/exec.ts';
import { runConfined } from '../host/sandbox/confine.ts';

/**
 * Has a program of binutils read an object file, whose name is its last argument. Confined: the file may be a stranger's,
 * and what reads ELF and DWARF has had its mistakes.
 */
export async function readObject(
  program: string,
  args: readonly string[],
  file: string,
  { input, signal }: { input?: string; signal?: AbortSignal | undefined },
): Promise<Ended> {
  const path = await realpath(file);
  return runConfined(
    program,
    [...args, path],
    { folder: '/', read: [path], write: [], env: { LC_ALL: 'C' } },
    { ...(input !== undefined && { input }), ...(signal && { signal }) },
  );
}
