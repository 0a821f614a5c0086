import { realpath } from 'node:fs/promises';
import { runConfined } from '../../host/sandbox/confine.ts';
import { infrastructureError } from '../../text/errors.ts';

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
  // It has the program's own dynamic linker run, which is whatever the program says that it is: selftests may be others'.
  const path = await realpath(program);
  const confinement = { folder: '/', read: [path], write: [], env: { LC_ALL: 'C' } };
  return (await runConfined('sh', ['-c', 'ldd "$1" 2>&1 || true', 'sh', path], confinement)).stdout;
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
