import type { Clock } from '../../../harness/publish/clock.ts';
import type { FakeGitHub } from '../../fixtures/fake-github/server.ts';

/** Milliseconds after which a request is given up by whoever made it (harness/cli/verbs/publish.ts). */
const givenUpAfter = 30_000;

/**
 * Decides whose request the server handles next, so that publishers meet at a chosen point. Nothing of a publisher
 * happens but between two of its requests: whoever has the turn makes one, and is waited for until he wants the next.
 * A request that has waited longer than a publisher does is not handled, as if the line had been cut.
 */
export class Turns {
  readonly #clock: Clock;
  readonly #wanting = new Map<string, { enter: (how: 'drop' | undefined) => void; since: number }>();
  readonly #over = new Set<string>();
  #changed: () => void = () => {};

  constructor(server: FakeGitHub, clock: Clock) {
    this.#clock = clock;
    server.gate = {
      enter: ({ lane }) =>
        new Promise((enter) => {
          this.#wanting.set(lane, { enter, since: clock.now() });
          this.#changed();
        }),
    };
  }

  /** Tells that a publisher has ended. */
  follow<T>(lane: string, work: Promise<T>): Promise<T> {
    const over = (): void => {
      this.#over.add(lane);
      this.#changed();
    };
    work.then(over, over);
    return work;
  }

  /** @returns false where the publisher has ended */
  async turn(lane: string): Promise<boolean> {
    await this.#settled(lane);
    const wanting = this.#wanting.get(lane);
    if (wanting === undefined) return false;
    this.#wanting.delete(lane);
    wanting.enter(this.#clock.now() - wanting.since > givenUpAfter ? 'drop' : undefined);
    await this.#settled(lane);
    return true;
  }

  async #settled(lane: string): Promise<void> {
    while (!this.#wanting.has(lane) && !this.#over.has(lane)) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  /** Turns in the order given; then each to its end, one after another. */
  async play(order: Iterable<string>, lanes: readonly string[]): Promise<void> {
    for (const lane of order) await this.turn(lane);
    for (const lane of lanes) while (await this.turn(lane));
  }
}
