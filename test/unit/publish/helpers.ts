import type { CheckRunContent } from '../../../harness/publish/checkRun.ts';
import type { Clock } from '../../../harness/publish/clock.ts';
import { GitHub } from '../../../harness/publish/github.ts';
import { type Mark, makeMark, readMark } from '../../../harness/publish/mark.ts';
import { checkRunOf, mayCheck, noCheckRun } from '../../../harness/publish/publishCheckRun.ts';
import { type Published, publishComment } from '../../../harness/publish/publishComment.ts';
import { FakeGitHub } from '../../fixtures/fake-github/server.ts';
import type { User } from '../../fixtures/fake-github/state.ts';

/** A time that passes only while somebody sleeps. */
export class FakeClock implements Clock {
  time = Date.parse('2026-11-25T12:00:00Z');
  readonly slept: number[] = [];

  now = (): number => this.time;

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.slept.push(milliseconds);
    this.time += milliseconds;
  }
}

export const bot: User = {
  id: 41898282,
  login: 'github-actions[bot]',
  app: 'github-actions',
  may: ['pull-requests', 'checks'],
};
export const human: User = { id: 7, login: 'linus', may: ['pull-requests'] };
export const stranger: User = { id: 666, login: 'mallory', may: ['pull-requests'] };

export const heads = { old: '1'.repeat(40), now: '2'.repeat(40), base: 'b'.repeat(40) };

/** A server with pull request 7, and tokens of a bot, of a human, and of a stranger. */
export async function aServer(t: { teardown(what: () => void): unknown }, clock: Clock) {
  const server = new FakeGitHub(() => clock.now());
  const url = await server.listen();
  t.teardown(() => server.close());
  server.state.pulls.set(7, { head: heads.now, base: heads.base });
  for (const [token, user] of Object.entries({ bot, human, stranger })) server.state.users.set(token, user);
  return { server, url, state: server.state };
}

export interface RunShape {
  suite?: string;
  /** When it read its sources: minutes. */
  at?: number;
  head?: string;
  text?: string;
  annotations?: number;
}

export interface PublisherShape {
  url: string;
  clock: Clock;
  token?: string;
  lane?: string;
  signal?: AbortSignal;
  limits?: { request: number; total: number };
  told?: string[];
}

export function aMark({ suite = 'refuse', at = 1, head = heads.now }: RunShape, content: unknown): Mark {
  return makeMark({ suite, run: String(at).padStart(20, '0'), at: new Date(at * 60_000).toISOString(), head }, content);
}

export function aContent({ text = 'fine', annotations = 0 }: RunShape): CheckRunContent {
  return {
    name: 'pinproof refuse',
    conclusion: 'success',
    title: 'fine',
    summary: text,
    annotations: Array.from({ length: annotations }, (_, index) => ({
      path: 'mm/gup.c',
      line: index + 1,
      level: 'warning' as const,
      title: 'a warning',
      message: `number ${index}`,
    })),
    detailsUrl: undefined,
  };
}

export function aGitHub(shape: PublisherShape): GitHub {
  const { url, clock, token = 'bot', lane, told = [], signal = new AbortController().signal } = shape;
  return new GitHub({
    apiUrl: lane === undefined ? url : `${url}/${lane}`,
    token,
    owner: 'octo',
    repo: 'linux',
    clock,
    tell: (event) => told.push(('text' in event ? event.text : event.type) ?? ''),
    signal,
    limits: shape.limits ?? { request: 10_000, total: 20 * 60_000 },
  });
}

/** Publishes as `pinproof publish` does. */
export async function publish(publisher: PublisherShape, run: RunShape = {}): Promise<Published> {
  const github = aGitHub(publisher);
  const content = aContent(run);
  const mark = aMark(run, content);
  const viewer = await github.viewer();
  const companion = mayCheck(viewer) ? checkRunOf({ github, viewer, mark, content }) : noCheckRun;
  return publishComment({ github, viewer, pull: 7, mark, text: run.text ?? 'fine' }, companion);
}

/** The minute of the run that each comment tells of. */
export const minutesIn = (bodies: readonly { body: string }[]): number[] =>
  bodies.map(({ body }) => Date.parse(readMark(body)?.at ?? '') / 60_000);
