import { resolve } from 'node:path';
import { exists } from '../../host/folders.ts';
import { inputError } from '../../text/errors.ts';
import { sourceName } from '../../text/sourceName.ts';
import { commitOf, mergeBase, type Range, writePatches } from './range.ts';
import type { Found, Place, Way } from './way.ts';

/**
 * `git:REPOSITORY#A..B`, or `A...B` for what B has since it parted from A.
 * @throws input error where the text has another form, there is no such repository or commit, or the range is empty
 */
export const gitRange: Way = {
  prefix: ['git:'],
  find: async (text, place) => {
    const { repository, from, dots, to } = parseRange(text, place.folder);
    if (!(await exists(repository))) throw inputError({ what: 'there is no such repository', where: repository });
    const [one, other] = [await commitOf(repository, from), await commitOf(repository, to)];
    const start = dots === '...' ? await mergeBase(repository, one, other) : one;
    return foundRange({ repository, from: start, to: other }, `git:${repository}`, place);
  },
};

/**
 * Reads the form. An end that is left out is HEAD, as git has it.
 * @throws input error where the text has no repository or no range
 */
export function parseRange(
  text: string,
  folder: string,
): { repository: string; from: string; dots: '..' | '...'; to: string } {
  const [, path, from, dots, to] = /^git:([^#]+)#([^#]*?)(\.{2,3})([^#.][^#]*)?$/.exec(text) ?? [];
  if (path === undefined || (dots !== '..' && dots !== '...') || (!from && !to)) {
    throw inputError({
      what: 'a series from git has a repository and a range',
      where: `series ${text}`,
      todo: 'write git:REPOSITORY#A..B: the commits of B that A has not; A...B are those since B parted from A',
    });
  }
  return { repository: resolve(folder, path), from: from || 'HEAD', dots, to: to || 'HEAD' };
}

/**
 * What a range is, once its ends are known.
 * @throws input error where both ends are the same commit
 */
export function foundRange(range: Range, what: string, { signal }: Place): Found {
  const { repository, from, to } = range;
  if (from === to) {
    throw inputError({
      what: 'the range is empty: both ends are the same commit',
      where: `${what}, ${to.slice(0, 12)}`,
    });
  }
  return {
    // Its name: where the clone is on this machine says nothing elsewhere.
    origin: `${what.startsWith('git:') ? sourceName(what) : what}#${from}..${to}`,
    // Commits are content addresses, wherever they are kept.
    address: { range: [from, to] },
    base: `git:${repository}#${from}`,
    write: (folder) => writePatches(range, folder, signal),
  };
}
