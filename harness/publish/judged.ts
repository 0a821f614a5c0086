import type { Origin, Revision } from '../records/run/build.ts';
import { inputError } from '../text/errors.ts';
import type { Pull } from './github.ts';

/** What of a pull request a run has judged. */
export interface Judged {
  head: string;
  base: string;
  /** The head as merged into the base, as GitHub offers it to CI; else as it is. */
  merged: boolean;
  /** When its sources were read. */
  readAt: string;
}

const baseTree = 'base';

/**
 * Whether a run is about a pull request as it is now: one of its candidates must come from the head commit, or from
 * a merge of it, with nothing added that was not committed.
 * @throws input error that says what was judged instead
 */
export function judgedOf(origin: Origin | undefined, pull: Pull): Judged {
  const { [baseTree]: _, ...candidates } = origin?.revisions ?? {};
  const all = Object.values(candidates);
  const found = all.find((each) => isOf(each, pull.head) && each.clean) ?? all.find((each) => isOf(each, pull.head));
  if (origin === undefined || found === undefined) throw notJudged(all, pull);
  if (!found.clean) {
    throw inputError({
      what: 'the run judged the head of the pull request with changes that were not committed',
      where: pull.url,
      todo: 'run pinproof on a clean checkout of it, and publish that run',
    });
  }
  const [base = pull.base, second] = found.parents;
  const merged = second === pull.head;
  return { head: pull.head, base: merged ? base : pull.base, merged, readAt: origin.readAt };
}

/** A merge's first parent is what was merged into, the second what was merged. */
const isOf = ({ commit, parents }: Revision, head: string): boolean =>
  commit === head || (parents.length === 2 && parents[1] === head);

function notJudged(revisions: readonly Revision[], { head, url }: Pull): Error {
  const commits = [...new Set(revisions.map(({ commit }) => commit.slice(0, 12)))];
  return inputError({
    what:
      commits.length === 0
        ? 'the run does not say which commit it judged'
        : `the run judged ${commits.join(', ')}, and the head of the pull request is ${head.slice(0, 12)}`,
    where: url,
    ...(commits.length === 0 && { why: 'no candidate of it comes from a git checkout, or an older pinproof made it' }),
    todo: 'check out the head of the pull request, run pinproof there, and publish that run',
  });
}
