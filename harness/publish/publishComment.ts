import { infrastructureError } from '../text/errors.ts';
import { Unsure } from './ask.ts';
import type { GitHub, Viewer } from './github.ts';
import { type Held, withLock } from './lock.ts';
import { type Mark, writeMark } from './mark.ts';
import { nextStep } from './nextStep.ts';
import { Seen } from './seen.ts';
import { failIfSuperseded } from './superseded.ts';

export interface CommentRequest {
  github: GitHub;
  viewer: Viewer;
  /** The number of the pull request. */
  pull: number;
  mark: Mark;
  /** Markdown, without the mark. */
  text: string;
}

/** What else is published with the comment. */
export interface Companion {
  /** Whether it is there already. */
  isThere(): Promise<boolean>;
  /** Called while the lock is held, and no newer run is published. */
  publish(held: Held): Promise<void>;
}

/** `newer`: a newer run's is there, and was left alone. */
export type Published = 'created' | 'updated' | 'unchanged' | 'newer';

/** Bytes of a comment without its mark. GitHub takes 65,536 characters, and so much of a check run's summary. */
export const textLimit = 64_000;

/** More trouble than that does not pass. */
const mostRounds = 12;

/**
 * Makes the one comment of a suite say what this run found, unless it says what a newer one did.
 * Creation needs no lock: of two that are made at once, the first stays. All else is decided and done under a lock on
 * the comment that stays, so that what was decided is still so when it is done.
 * @throws input error where the pull request has another head than the one that was judged
 */
export async function publishComment(request: CommentRequest, companion: Companion): Promise<Published> {
  const { github, pull, mark, viewer, text } = request;
  const seen = new Seen(github, { pull, user: viewer.id, suite: mark.suite });
  const state: State = { seen, body: `${writeMark(mark)}\n${text}`, changed: 'unchanged' };
  let trouble = '';
  for (let round = 0; round < mostRounds; round += 1) {
    try {
      const published = await oneRound(request, state, companion);
      if (published !== undefined) return published;
    } catch (error) {
      if (!(error instanceof Unsure)) throw error;
      trouble = error.message;
      // More than asked for, each time: what fails again and again needs more time than was said.
      await github.wait(error.seconds + 2 ** Math.min(round, 5), trouble);
    }
  }
  throw infrastructureError({
    what: 'the comment was not published: GitHub failed, or others changed it, again and again',
    ...(trouble && { why: trouble }),
    todo: 'run the same command again later',
  });
}

interface State {
  seen: Seen;
  body: string;
  changed: Published;
}

/** @returns undefined where there is more to do */
async function oneRound(request: CommentRequest, state: State, companion: Companion): Promise<Published | undefined> {
  const { github, pull, mark } = request;
  const { seen, body } = state;
  const { head } = await github.pull(pull);
  const own = await seen.read();
  const step = nextStep(mark, own, head);
  if (step.do === 'create') {
    seen.wrote(await github.createComment(pull, body));
    state.changed = 'created';
    return undefined;
  }
  if (step.do === 'nothing') {
    if (step.why === 'newer') return newer(mark, head);
    if (await companion.isThere()) return state.changed;
  }
  const [first] = own;
  if (first === undefined) return newer(mark, head);
  const done = await withLock(github, first.id, (held) => underLock(request, state, companion, held));
  if (done === undefined) seen.deleted(first.id);
  return done?.value;
}

async function underLock(
  { github, pull, mark }: CommentRequest,
  state: State,
  companion: Companion,
  held: Held,
): Promise<Published | undefined> {
  const { seen, body } = state;
  for (;;) {
    const { head } = await github.pull(pull);
    const step = nextStep(mark, await seen.read(), head);
    held.check();
    switch (step.do) {
      case 'create':
        return undefined;
      case 'update': {
        const comment = await github.updateComment(step.id, body);
        if (comment === undefined) seen.deleted(step.id);
        else {
          seen.wrote(comment);
          state.changed = 'updated';
        }
        break;
      }
      case 'delete':
        await github.deleteComment(step.id);
        seen.deleted(step.id);
        break;
      case 'nothing':
        if (step.why === 'newer') return newer(mark, head);
        await companion.publish(held);
        return state.changed;
    }
  }
}

function newer(mark: Mark, head: string): 'newer' {
  failIfSuperseded(mark.head, head);
  return 'newer';
}
