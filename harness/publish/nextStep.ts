import type { Comment } from './github.ts';
import { compareMarks, isSame, type Mark, readMark } from './mark.ts';

/** A comment that we wrote. */
export interface Marked {
  id: number;
  mark: Mark;
}

export type Step =
  | { do: 'create' }
  | { do: 'update'; id: number }
  | { do: 'delete'; id: number }
  /** `newer`: what is there is of a newer run, or ours is not of the head that the pull request has now. */
  | { do: 'nothing'; why: 'same' | 'newer' };

/**
 * Returns the comments of a suite that this token's own user wrote, the first one first. Others are left out whatever mark
 * they carry: else anybody could have the verdict written into a comment that they can edit, or claim that theirs is the newest.
 */
export function ownComments(comments: readonly Comment[], userId: number, suite: string): Marked[] {
  return comments
    .flatMap(({ id, author, body }) => {
      const mark = author === userId ? readMark(body) : undefined;
      return mark?.suite === suite ? [{ id, mark }] : [];
    })
    .toSorted((a, b) => a.id - b.id);
}

/**
 * What is to be done next so that there is one comment, with the newest run in it. Each publisher computes the same from
 * the same comments: the first is the one that stays, and another goes once it is not newer than the first. One that is
 * newer stays until its own publisher has written it into the first.
 * @param own as `ownComments` gives them
 * @param head the head commit of the pull request, as it is now
 */
export function nextStep(ours: Mark, own: readonly Marked[], head: string): Step {
  const [first, ...others] = own;
  const current = ours.head === head;
  if (first === undefined) return current ? { do: 'create' } : { do: 'nothing', why: 'newer' };
  const newest = own.every(({ mark }) => compareMarks(ours, mark, head) >= 0);
  if (current && newest && !isSame(ours, first.mark)) return { do: 'update', id: first.id };
  const surplus = others.find(({ mark }) => compareMarks(mark, first.mark, head) <= 0);
  if (surplus !== undefined) return { do: 'delete', id: surplus.id };
  return { do: 'nothing', why: current && newest ? 'same' : 'newer' };
}
