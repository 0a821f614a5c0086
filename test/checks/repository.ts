import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../harness/host/paths.ts';

/** Returns the files of the repository, also those that are not committed yet, as paths below its top. */
export function repositoryFiles(): string[] {
  const words = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const paths = execFileSync('git', words, { cwd: packageRoot, encoding: 'utf8', maxBuffer: 2 ** 26 }).split('\0');
  // One that was removed and is not committed yet is listed too.
  return paths.filter((path) => path !== '' && existsSync(join(packageRoot, path))).sort();
}

export const textOf = (path: string): string => readFileSync(join(packageRoot, path), 'utf8');
