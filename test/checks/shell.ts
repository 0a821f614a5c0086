import { spawnSync } from 'node:child_process';
import { packageRoot } from '../../harness/host/paths.ts';
import { repositoryFiles, textOf } from './repository.ts';

/** Returns the scripts of the repository: those with a shell's first line, and those that are sourced (`*.sh`). */
export function scripts(): string[] {
  const named = repositoryFiles().filter((path) => /\.sh$|(?:^|\/)[\w-]+$/.test(path));
  return named.filter((path) => path.endsWith('.sh') || /^#!\/bin\/(?:ba|da)?sh\b/.test(textOf(path)));
}

/** Returns what shellcheck says of the repository's scripts. */
export function shellProblems(): string[] {
  const { stdout, stderr, error } = spawnSync('shellcheck', ['--format=gcc', '--severity=style', ...scripts()], {
    cwd: packageRoot,
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  return `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
}
