import { runGit } from '../../host/git.ts';
import { inputError, treeError } from '../../text/errors.ts';
import { neutralLine } from '../../text/neutral.ts';
import { refusePaths } from '../diff/patchPaths.ts';
import type { Patch } from '../read.ts';
import { diagnose } from './diagnosis.ts';

/**
 * Applies patches in order to a tree, which must be no part of a bigger repository's index.
 * Files of the tree may be hard links: git unlinks what it changes and creates it anew.
 * @param label what the tree is, for messages
 * @throws tree error that names the patch, the file, the hunk and the tree, and says what would help;
 *   input error where a patch would write outside the tree
 */
export async function applySeries(
  tree: string,
  patches: readonly Patch[],
  signal?: AbortSignal,
  label = 'the tree',
): Promise<void> {
  for (const [index, patch] of patches.entries()) {
    await refusePaths(tree, patch);
    const before = index === 0 ? '' : `, behind ${index} other${index === 1 ? '' : 's'} of its series`;
    await applyPatch(tree, patch, `${label}${before}`, signal);
  }
}

async function applyPatch(tree: string, patch: Patch, onto: string, signal?: AbortSignal): Promise<void> {
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
    why: `Tried on ${neutralLine(onto)}.\n${excerpt}`,
    todo,
  });
}
