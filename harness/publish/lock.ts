import { Unsure } from './ask.ts';
import type { GitHub } from './github.ts';

/** Seconds after which a lock is taken for one whose holder is no more. */
const staleAfter = 180;
/** The holder stops writing long before: its last request may be under way for half a minute. */
const heldFor = 100;
/** Seconds between two looks at a lock that another publisher holds. */
const pause = 3;

export interface Held {
  /** @throws Unsure where the lock is so old that another may soon break it: then nothing may be written any more */
  check(): void;
}

/**
 * Holds a comment while `work` runs. GitHub's API cannot change a comment only if it is what it was; but it lets a user
 * put a reaction on it only once, and says whether it was there before. So the reaction is the lock, and people see that
 * the comment is being worked on.
 * @returns undefined where there is no such comment
 */
export async function withLock<T>(
  github: GitHub,
  comment: number,
  work: (held: Held) => Promise<T>,
): Promise<{ value: T } | undefined> {
  const taken = await take(github, comment);
  if (taken === undefined) return undefined;
  const check = (): void => {
    if (github.clock.now() - taken.at > heldFor * 1000) throw new Unsure(0, `held comment ${comment} for too long`);
  };
  try {
    return { value: await work({ check }) };
  } finally {
    await github.unreact(comment, taken.id);
  }
}

async function take(github: GitHub, comment: number): Promise<{ id: number; at: number } | undefined> {
  for (;;) {
    const at = github.clock.now();
    try {
      const reaction = await github.react(comment);
      if (reaction === undefined) return undefined;
      if (reaction.fresh) return { id: reaction.id, at };
      // By its id: where two break a lock, the second one does not break the first one's new one.
      if (reaction.age >= staleAfter) await github.unreact(comment, reaction.id);
      else await github.wait(pause, `another publisher is at comment ${comment}`);
    } catch (error) {
      // It may be ours now. If it is, nobody knows: it is waited for like another's.
      if (!(error instanceof Unsure)) throw error;
      await github.wait(Math.max(pause, error.seconds), error.message);
    }
  }
}
