import { inputError, treeError } from '../lib/errors.ts';
import { neutralLine } from '../lib/neutral.ts';
import { diagnose } from './diagnosis.ts';
import { runGit } from './git.ts';
import { refusePaths } from './patchPaths.ts';
import type { Patch } from './series.ts';

/**
 * Applies patches in order to a tree, which must be no part of a bigger repository's index.
 * Files of the tree may be hard links: git unlinks what it changes and creates it anew.
 * @throws tree error that names the patch, the file and the hunk, and says what would help;
 *   input error where a patch would write outside the tree
 */
export async function applySeries(tree: string, patches: readonly Patch[], signal?: AbortSignal): Promise<void> {
  for (const patch of patches) {
    await refusePaths(tree, patch);
    await applyPatch(tree, patch, signal);
  }
}

async function applyPatch(tree: string, patch: Patch, signal?: AbortSignal): Promise<void> {
  const args = ['apply', `-p${patch.parsed.strip}`, '--whitespace=nowarn', '-'];
  const ended = await runGit(tree, args, { input: patch.diff, ...(signal && { signal }) });
  if (ended.exitCode === 0) return;
  const title = `patch ${neutralLine(patch.name)} ("${patch.subject}")`;
  if (/corrupt patch|unrecognized input|No valid patches/.test(ended.stderr)) {
    throw inputError({ what: `${title} is damaged`, why: neutralLine(ended.stderr) });
  }
  const { where, verdict, excerpt, todo } = await diagnose(tree, patch, ended.stderr, signal);
  throw treeError({
    what: `${title} ${verdict}`,
    ...(where !== undefined && { where }),
    why: excerpt,
    todo,
  });
}
