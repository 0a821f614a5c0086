import { readdir, readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { outputOf, runProgram } from '../../host/exec.ts';
import { vmFolder, workloadFolder } from '../../host/paths.ts';

/**
 * What a compilation read. A guest image is recalled only while all of that is as it was (kept.ts). gcc and ld print it
 * without any effect on the bytes that they write.
 */

const suffix = '.inputs';
/** A line for what is not known: no path. */
const unknown = '?';

/** Names the inputs of the linker, one a line on standard output: ld(1), --trace. */
export const traceLinking = '-Wl,--trace';

/**
 * Returns the environment with which gcc appends the headers that it reads, the system's too, to a file beside its
 * product (gcc, "Environment Variables Affecting GCC"). Other compilers ignore it.
 */
export const traceHeaders = (product: string): Record<string, string> => ({
  SUNPRO_DEPENDENCIES: `${product}.headers product`,
});

/**
 * Writes what one compilation read beside its product.
 * @param folder where gcc ran: it prints paths relative to it
 * @param linking what gcc printed on standard output
 * @param sources what gcc was called with, which its list of headers leaves out, and what it would have been called with
 *   if it had been there
 */
export async function noteInputs(
  product: string,
  { folder, linking, sources }: { folder: string; linking: string; sources: readonly string[] },
): Promise<void> {
  const headers = await readFile(`${product}.headers`, 'utf8').catch(() => undefined);
  // Left as they are where they are absolute: ".." after a symbolic link is not what it looks like.
  const paths = [...sources, ...parseRules(headers ?? ''), ...parseTrace(linking)].map((path) =>
    isAbsolute(path) ? path : join(folder, path),
  );
  const lines = headers === undefined ? [unknown] : paths;
  await writeFile(product + suffix, `${lines.join('\n')}\n`);
}

/**
 * Returns all outside a folder that decided what was compiled into it, but for the package's own sources: the files that
 * were read, the compiler's parts, and the places where headers were looked for in vain.
 * @param before folders of the command line, which gcc searches before the system's
 * @returns absolute paths; undefined where a compiler does not print what it reads
 */
export async function readBy(folder: string, before: readonly string[] = []): Promise<string[] | undefined> {
  const notes = (await readdir(folder)).filter((name) => name.endsWith(suffix));
  const lines = await Promise.all(notes.map(async (name) => (await readFile(join(folder, name), 'utf8')).split('\n')));
  const others = [folder, vmFolder, workloadFolder].map((path) => `${path}/`);
  const read = new Set(lines.flat().filter((path) => path !== '' && !others.some((start) => path.startsWith(start))));
  if (read.has(unknown)) return undefined;
  return [...read, ...(await placesBefore([...read], before)), ...(await partsOfCompiler())];
}

/** Returns the prerequisites of make rules, as gcc writes them: a space in a path is escaped, a dollar is doubled. */
export function parseRules(text: string): string[] {
  const rules = text.replaceAll('\\\n', ' ').split('\n');
  return rules.flatMap((rule) => {
    const prerequisites = rule.replace(/^[^:]*:/, '').split(/(?<!\\)\s+/);
    return prerequisites.filter((word) => word !== '').map((word) => word.replaceAll('\\ ', ' ').replaceAll('$$', '$'));
  });
}

/** Returns the files that a linker names, without gcc's own temporary objects. */
export function parseTrace(text: string): string[] {
  // A member of an archive is "(ARCHIVE)MEMBER".
  const paths = text.split('\n').map((line) => /^\(([^)]+)\)/.exec(line)?.[1] ?? line.trim());
  return paths.filter((path) => path.startsWith('/') && !/\/cc\w{6}\.(?:ltrans\d*\.)?o$/.test(path));
}

/**
 * Returns, for headers that were read, the places where gcc had looked for them before: a file that appears there
 * would be read in their stead.
 * @param before folders of the command line, which gcc searches before the system's
 */
async function placesBefore(headers: readonly string[], before: readonly string[]): Promise<string[]> {
  const folders = [...before, ...(await systemIncludes())];
  return headers.flatMap((header) => {
    const homes = folders.filter((folder) => header.startsWith(`${folder}/`));
    const home = homes.toSorted((a, b) => b.length - a.length)[0];
    if (home === undefined) return [];
    return folders.slice(0, folders.indexOf(home)).map((folder) => join(folder, header.slice(home.length + 1)));
  });
}

async function systemIncludes(): Promise<string[]> {
  const { stderr } = await runProgram('gcc', ['-E', '-v', '-x', 'c', '/dev/null'], { env: { LC_ALL: 'C' } });
  const list = /^#include <\.\.\.> search starts here:\n((?: .*\n)*)/m.exec(stderr)?.[1] ?? '';
  return list
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => resolve(line.trim()));
}

/** Returns the programs that gcc starts and that $PATH does not decide, as absolute paths. */
async function partsOfCompiler(): Promise<string[]> {
  const names = ['cc1', 'collect2', 'as', 'ld'];
  const paths = await Promise.all(names.map((name) => outputOf('gcc', [`-print-prog-name=${name}`])));
  return paths.filter((path) => path.startsWith('/'));
}
