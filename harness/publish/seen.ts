import type { Comment, GitHub } from './github.ts';
import { type Marked, ownComments } from './nextStep.ts';

/** Our comments of one suite, as GitHub lists them; but the list may lag behind what it answered to our own writes. */
export class Seen {
  readonly #github: GitHub;
  readonly #of: { pull: number; user: number; suite: string };
  readonly #written = new Map<number, Comment>();
  readonly #gone = new Set<number>();

  constructor(github: GitHub, of: { pull: number; user: number; suite: string }) {
    this.#github = github;
    this.#of = of;
  }

  /** As they are now, the first one first. */
  async read(): Promise<Marked[]> {
    const { pull, user, suite } = this.#of;
    const comments = new Map((await this.#github.comments(pull)).map((each) => [each.id, each]));
    for (const [id, written] of this.#written) {
      if ((comments.get(id)?.updatedAt ?? '') < written.updatedAt) comments.set(id, written);
    }
    for (const id of this.#gone) comments.delete(id);
    return ownComments([...comments.values()], user, suite);
  }

  wrote(comment: Comment): void {
    this.#written.set(comment.id, comment);
  }

  deleted(id: number): void {
    this.#gone.add(id);
  }
}
