import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runProgram } from '../host/exec.ts';
import { gitOptions } from '../host/gitOptions.ts';
import type { Revision } from '../records/run/build.ts';
import type { PlanTree } from '../records/run/plan.ts';
import type { Source } from './source.ts';

/**
 * The commit that holds what a tree is made of: that of its series' repository, or of its source where it has no series
 * of its own. Undefined where that is no git repository, or where several series come from several commits.
 */
export async function revisionOf(
  { series, baseSeries }: Pick<PlanTree, 'series' | 'baseSeries'>,
  source: Source,
): Promise<Revision | undefined> {
  const own = series.slice(baseSeries);
  if (own.length === 0) return revisionOfSource(source);
  const [first, ...others] = await Promise.all(own.map(revisionOfSeries));
  if (first === undefined || others.some((each) => each?.commit !== first.commit)) return undefined;
  return { ...first, clean: first.clean && others.every((each) => each?.clean) };
}

async function revisionOfSource(source: Source): Promise<Revision | undefined> {
  if (source.kind === 'git') return commitAt(source.repository, source.ref, true);
  if (source.kind !== 'directory') return undefined;
  // What git ignores there is no part of the tree (sources/fetch.ts).
  return commitAt(source.path, 'HEAD', await isClean(source.path, ['.']));
}

async function revisionOfSeries(path: string): Promise<Revision | undefined> {
  const folder = (await stat(path)).isDirectory() ? path : dirname(path);
  return commitAt(folder, 'HEAD', await isClean(folder, ['--ignored', '--', path]));
}

async function isClean(folder: string, args: readonly string[]): Promise<boolean> {
  const status = await runProgram('git', ['-C', folder, 'status', '--porcelain', ...args], gitOptions());
  return status.exitCode === 0 && status.stdout === '';
}

/** The object itself, as it is written: `HEAD^2` is not there in a shallow clone, the line that names it is. */
async function commitAt(folder: string, ref: string, clean: boolean): Promise<Revision | undefined> {
  const git = (...args: string[]) => runProgram('git', ['-C', folder, ...args], gitOptions());
  const id = await git('rev-parse', '--verify', '--quiet', `${ref}^{commit}`);
  if (id.exitCode !== 0) return undefined;
  const { stdout } = await git('cat-file', 'commit', id.stdout);
  const [head = ''] = stdout.split('\n\n', 1);
  return {
    commit: id.stdout,
    parents: [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, hash = '']) => hash),
    clean,
  };
}
