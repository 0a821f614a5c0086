import { realpath } from 'node:fs/promises';
import { infrastructureError } from '../lib/errors.ts';
import { outputOf } from '../lib/exec.ts';

/**
 * The shared libraries that programs need, by the dynamic linker's own words (`ldd`), as absolute paths.
 * A static program needs none.
 */
export async function librariesOf(programs: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(programs.map(async (program) => parseLdd(program, await ldd(program))));
  return [...new Set(lists.flat())].sort();
}

async function ldd(program: string): Promise<string> {
  // ldd exits with 1 for a static program, so its words decide.
  return outputOf('sh', ['-c', 'ldd "$1" 2>&1 || true', 'sh', await realpath(program)]);
}

/** @throws infrastructure error naming the library that is not there */
export function parseLdd(program: string, text: string): string[] {
  const paths: string[] = [];
  for (const line of text.split('\n')) {
    const lost = /^\s*(\S+) => not found/.exec(line)?.[1];
    if (lost !== undefined) throw infrastructureError({ what: `its library ${lost} is not installed`, where: program });
    const path = /(?:=> |^\s*)(\/\S+) \(0x/.exec(line)?.[1];
    if (path !== undefined) paths.push(path);
  }
  return paths;
}
