import type { z } from 'zod';
import type { Tell } from '../records/events.ts';
import { infrastructureError, PinproofError } from '../text/errors.ts';
import type { Clock } from './clock.ts';
import { type Refusal, waitFor } from './patience.ts';
import { explainRefusal, type Permission } from './refusals.ts';

/** An answer, as @octokit/rest gives it. */
export interface Answer {
  status: number;
  headers: Refusal['headers'];
  data: unknown;
}

export interface Question<T> {
  /** For messages: `GET pull request 7 of owner/name`. */
  what: string;
  permission: Permission;
  /** What the answer must hold: one that was cut off comes as if it were whole. */
  schema: z.ZodType<T>;
  send: (signal: AbortSignal) => Promise<Answer>;
  writes: boolean;
  /** Not asked again, whatever the answer: done twice it would be there twice, or it would be done too late. */
  once?: boolean;
  /** Asked even when we are interrupted: it puts back what was taken. */
  evenIfInterrupted?: boolean;
}

/** Something that may have been done or not: what is there has to be read before it is tried again. */
export class Unsure extends Error {
  /** To be waited before. */
  readonly seconds: number;

  constructor(seconds: number, why: string) {
    super(why);
    this.seconds = seconds;
  }
}

/** GitHub turned a request away. */
export class Refused extends PinproofError {
  readonly refusal: Refusal;

  constructor(refusal: Refusal, { blame, details }: PinproofError) {
    super(blame, details);
    this.refusal = refusal;
  }
}

/** GitHub asks for so much between two requests that change something. */
const pauseBetweenWritesMs = 1000;

export interface Patience {
  clock: Clock;
  /** Milliseconds: for one request; for all of them, with all waiting. */
  limits: { request: number; total: number };
  tell: Tell;
  signal: AbortSignal;
}

/** Asks questions, one after another, and asks again after what passes: limits, trouble of the server, lost answers. */
export class Asker {
  readonly #of: Patience;
  readonly #deadline: number;
  #lastWrite = Number.NEGATIVE_INFINITY;

  constructor(of: Patience) {
    this.#of = of;
    this.#deadline = of.clock.now() + of.limits.total;
  }

  /**
   * @throws Refused where asking again would bring nothing; Unsure where it would, and may not be done; infrastructure
   * error where GitHub asks for more time than there is; the signal's reason when interrupted
   */
  async ask<T>(question: Question<T>): Promise<{ answer: Answer; data: T }> {
    const { what, permission, once = false } = question;
    for (let tries = 1; ; tries += 1) {
      const outcome = await this.#send(question);
      if ('data' in outcome) return outcome;
      const { refusal } = outcome;
      const wait = waitFor(refusal, tries, this.#of.clock.now());
      if (wait === undefined) throw new Refused(refusal, explainRefusal(refusal, what, permission));
      if (once) throw new Unsure(wait.seconds, `${what}: ${wait.why}`);
      await this.wait(wait.seconds, `${what}: ${wait.why}`);
    }
  }

  /** @throws infrastructure error where that is longer than there is time */
  async wait(seconds: number, why: string): Promise<void> {
    if (this.#of.clock.now() + seconds * 1000 > this.#deadline) {
      throw infrastructureError({
        what: `it would take another ${seconds} s, and publishing waits no longer`,
        where: why,
        todo: 'run the same command again later; what was published is whole',
      });
    }
    this.#of.tell({ type: 'step', stage: 'publish', subject: 'github', text: `${why}; waiting ${seconds} s` });
    await this.#of.clock.sleep(seconds * 1000, this.#of.signal);
  }

  async #send<T>(question: Question<T>): Promise<{ answer: Answer; data: T } | { refusal: Refusal }> {
    const { clock, limits, signal } = this.#of;
    const { send, schema, writes, evenIfInterrupted = false } = question;
    const interrupted = (): boolean => signal.aborted && !evenIfInterrupted;
    const pause = this.#lastWrite + pauseBetweenWritesMs - clock.now();
    if (writes && pause > 0 && !signal.aborted) await clock.sleep(pause, signal);
    if (writes) this.#lastWrite = clock.now();
    if (interrupted()) throw signal.reason;
    try {
      const timeout = AbortSignal.timeout(limits.request);
      const answer = await send(evenIfInterrupted ? timeout : AbortSignal.any([signal, timeout]));
      if (interrupted()) throw signal.reason;
      const parsed = schema.safeParse(answer.data);
      if (parsed.success) return { answer, data: parsed.data };
      const [issue] = parsed.error.issues;
      const message = `the answer is cut off, or of another shape: ${issue?.path.join('.')} ${issue?.message}`;
      return { refusal: { status: undefined, headers: answer.headers, message } };
    } catch (error) {
      if (interrupted()) throw signal.reason;
      return { refusal: refusalOf(error) };
    }
  }
}

/** What @octokit/request throws; it says 500 where there was no answer at all. */
interface HttpError extends Error {
  response?: Pick<Answer, 'status' | 'headers'>;
}

const isHttpError = (error: unknown): error is HttpError => error instanceof Error && error.name === 'HttpError';

function refusalOf(error: unknown): Refusal {
  // A mistake of our own has a stack that must be seen.
  if (!isHttpError(error)) throw error;
  return { status: error.response?.status, headers: error.response?.headers ?? {}, message: error.message };
}
