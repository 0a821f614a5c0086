import type { Ended } from '../../host/exec.ts';
import { runProgram } from '../../host/exec.ts';
import { gitOptions } from '../../host/gitOptions.ts';
import { infrastructureError, inputError } from '../../text/errors.ts';
import { neutralLine, neutralText } from '../../text/neutral.ts';

/** Commits of a repository, oldest first, by their full names. */
export interface Range {
  repository: string;
  /** The commit before the first. */
  from: string;
  to: string;
}

/** Runs git in a repository that is named. */
export function gitIn(repository: string, args: readonly string[], signal?: AbortSignal): Promise<Ended> {
  return runProgram('git', ['-C', repository, ...args], { ...gitOptions(), ...(signal && { signal }) });
}

/** The commit that a name stands for. */
export async function commitOf(repository: string, name: string): Promise<string> {
  const found = await gitIn(repository, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
  if (found.exitCode === 0) return found.stdout;
  throw inputError({
    what: `there is no commit "${neutralLine(name)}"`,
    where: repository,
    ...(found.stderr && { why: neutralText(found.stderr) }),
    todo: `git -C ${repository} log --oneline --all lists what there is`,
  });
}

/**
 * Where two lines of history part: what `A...B` begins behind.
 * @throws input error where they never meet, as in a clone that was cut short
 */
export async function mergeBase(repository: string, one: string, other: string): Promise<string> {
  const found = await gitIn(repository, ['merge-base', one, other]);
  if (found.exitCode === 0) return found.stdout;
  const shallow = (await gitIn(repository, ['rev-parse', '--is-shallow-repository'])).stdout === 'true';
  throw inputError({
    what: `${one.slice(0, 12)} and ${other.slice(0, 12)} have no history in common${shallow ? ' here: the clone is shallow' : ''}`,
    where: repository,
    ...(shallow && { todo: `git -C ${repository} fetch --unshallow (actions/checkout: fetch-depth: 0)` }),
  });
}

/** All that a user's or a repository's configuration could change in a patch; what is left is what git does by itself. */
const plainPatches = [
  ...['--no-attach', '--suffix=.patch', '--subject-prefix=PATCH', '--no-cover-letter', '--no-signature', '--no-notes'],
  ...[
    '--no-thread',
    '--no-to',
    '--no-cc',
    '--no-add-header',
    '--no-from',
    '--no-base',
    '--no-ext-diff',
    '--no-textconv',
  ],
  ...['--no-relative', '--src-prefix=a/', '--dst-prefix=b/', '--unified=3', '--inter-hunk-context=0', '--find-renames'],
  ...['--full-index', '--binary', '--submodule=short'],
];

/**
 * Writes the commits of a range as patches into a folder, as `git format-patch` does.
 * @throws input error where there are none, or a merge is among them
 */
export async function writePatches(
  { repository, from, to }: Range,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const where = `${repository}, ${from.slice(0, 12)}..${to.slice(0, 12)}`;
  const merges = await gitIn(
    repository,
    ['log', '--merges', '--format=%h %s', '--max-count=4', `${from}..${to}`],
    signal,
  );
  if (merges.stdout !== '') {
    throw inputError({
      what: 'there are merges in the range, and a merge is no patch',
      where,
      why: neutralText(merges.stdout, 100),
      todo: `git rebase makes one line of it; or give both ends as trees: base git:${repository}#A and candidate source git:${repository}#B`,
    });
  }
  const options = [
    '-c',
    'diff.suppressBlankEmpty=false',
    '-c',
    'diff.noprefix=false',
    '-c',
    'diff.mnemonicPrefix=false',
  ];
  const written = await gitIn(
    repository,
    [...options, 'format-patch', '--quiet', ...plainPatches, `--output-directory=${folder}`, `${from}..${to}`],
    signal,
  );
  if (written.exitCode !== 0) {
    throw infrastructureError({ what: 'git cannot write the patches', where, why: neutralText(written.stderr) });
  }
}
