import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, packageRoot } from '../../harness/host/paths.ts';
import { fetchSource } from '../../harness/sources/fetch.ts';
import { repositoryFiles } from './repository.ts';

const tarball = '/usr/src/linux-source-6.1.tar.xz';

/** What was found clean, by the hash of the text and of the checkpatch.pl that read it: a series takes half a minute. */
const memory = fileURLToPath(new URL('../../node_modules/.cache/pinproof/checkpatch.json', import.meta.url));

/** Guest programs run in user space, so that these rules for a kernel's own code are not about them. */
const notForPrograms = [
  // Macros and functions of the kernel's that programs do not have.
  'PREFER_DEFINED_ATTRIBUTE_MACRO',
  'NAKED_SSCANF',
  'SSCANF_TO_KSTRTO',
  // Messages name the program that they are about, as functions are named after it.
  'EMBEDDED_FUNCTION_NAME',
  // vm/settle.c declares the interface of QEMU's plugins, whose header Debian does not install.
  'AVOID_EXTERNS',
  'NEW_TYPEDEFS',
  // vm/cell/checkpoint.c waits for a value that QEMU writes.
  'VOLATILE',
  // Lines for /proc end so.
  'QUOTED_WHITESPACE_BEFORE_NEWLINE',
];

/** One check wants trace events aligned as no header of include/trace/events is. */
const notForSeries = ['PARENTHESIS_ALIGNMENT'];

/**
 * Returns what the kernel's scripts/checkpatch.pl says of the guest's C and of the candidates' series, or why it was not
 * asked: it comes with a kernel's source.
 */
export async function checkpatchProblems(): Promise<{ problems: string[] } | { skipped: string }> {
  if (!existsSync(tarball)) return { skipped: `${tarball} is not there (Debian's linux-source-6.1)` };
  const { folder } = await fetchSource({ kind: 'debian', package: 'linux-source-6.1' }, cacheFolder());
  const script = readFileSync(join(folder, 'scripts', 'checkpatch.pl'));
  const clean = new Set<string>(existsSync(memory) ? JSON.parse(readFileSync(memory, 'utf8')) : []);
  const problems: string[] = [];
  const known = new Set<string>();
  for (const path of repositoryFiles()) {
    const options = optionsFor(path);
    if (options === undefined) continue;
    const text = readFileSync(join(packageRoot, path));
    const key = createHash('sha256').update(script).update(options.join(' ')).update(text).digest('hex');
    const found = clean.has(key) ? [] : checkpatch(folder, path, text, options);
    if (found.length === 0) known.add(key);
    problems.push(...found);
  }
  mkdirSync(dirname(memory), { recursive: true });
  writeFileSync(memory, JSON.stringify([...known]));
  return { problems };
}

function optionsFor(path: string): string[] | undefined {
  if (/^(?:vm|workloads)\/.*\.[ch]$/.test(path)) return ['--file', `--ignore=${notForPrograms.join(',')}`];
  const isPatch = /^candidates\/.*\.patch$/.test(path) && !path.endsWith('0000-cover-letter.patch');
  return isPatch ? ['--strict', `--ignore=${notForSeries.join(',')}`] : undefined;
}

function checkpatch(source: string, path: string, text: Buffer, options: readonly string[]): string[] {
  // A patch by standard input: what git knows in this repository it would read as a source file.
  const isFile = options.includes('--file');
  const words = ['--no-tree', '--terse', '--show-types', '--no-summary', `--root=${source}`, ...options];
  const { stdout, stderr, status } = spawnSync(
    'perl',
    [join(source, 'scripts', 'checkpatch.pl'), ...words, isFile ? join(packageRoot, path) : '-'],
    { input: isFile ? '' : text, encoding: 'utf8', cwd: '/' },
  );
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => /(?:ERROR|WARNING|CHECK):/.test(line));
  if (status !== 0 && lines.length === 0) return [`${path}: checkpatch ended with ${status}: ${stderr}`];
  return lines.map((line) => (isFile ? line.replace(`${packageRoot}/`, '') : `${path}: ${line.replace(/^-:/, '')}`));
}
