import { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { inputError, PinproofError } from '../text/errors.ts';
import { type Answer, Asker, type Patience, type Question, Refused } from './ask.ts';
import type { Clock } from './clock.ts';
import type { Permission } from './refusals.ts';

export interface Connection extends Patience {
  /** `https://api.github.com`; of GitHub Enterprise Server `https://HOST/api/v3`. */
  apiUrl: string;
  token: string;
  owner: string;
  repo: string;
}

const user = z.object({ id: z.number() });
const commentSchema = z
  .object({ id: z.number(), body: z.string().nullish(), user: user.nullable(), updated_at: z.string() })
  // A comment of a deleted user has no author.
  .transform(({ id, body, user, updated_at }) => ({ id, body: body ?? '', author: user?.id, updatedAt: updated_at }));
const commit = z.object({ sha: z.string() });
const pullSchema = z
  .object({ head: commit, base: commit, html_url: z.string() })
  .transform(({ head, base, html_url }) => ({ head: head.sha, base: base.sha, url: html_url }));
const viewerSchema = z
  .object({ data: z.object({ viewer: z.object({ login: z.string(), databaseId: z.number() }) }) })
  .transform(({ data }) => ({ login: data.viewer.login, id: data.viewer.databaseId }));
const reactionSchema = z.object({ id: z.number(), created_at: z.string() });
const checkRunSchema = z
  .object({
    id: z.number(),
    external_id: z.string().nullish(),
    status: z.string(),
    app: z.object({ slug: z.string() }).nullish(),
    output: z.object({ annotations_count: z.number() }),
  })
  .transform(({ id, external_id, status, app, output }) => ({
    id,
    externalId: external_id ?? '',
    completed: status === 'completed',
    app: app?.slug,
    annotations: output.annotations_count,
  }));
const openPullSchema = z
  .object({ number: z.number(), head: commit.extend({ repo: z.object({ id: z.number() }).nullable() }) })
  // The head's repository may be gone.
  .transform(({ number, head }) => ({ number, head: head.sha, repository: head.repo?.id }));
const artefactSchema = z
  .object({ id: z.number(), name: z.string(), size_in_bytes: z.number(), expired: z.boolean() })
  .transform(({ id, name, size_in_bytes, expired }) => ({ id, name, bytes: size_in_bytes, expired }));
const anything = z.unknown();

export type Comment = z.infer<typeof commentSchema>;
export type Pull = z.infer<typeof pullSchema>;
export type OpenPull = z.infer<typeof openPullSchema>;
export type Artefact = z.infer<typeof artefactSchema>;
export type Viewer = z.infer<typeof viewerSchema>;
export type CheckRun = z.infer<typeof checkRunSchema>;
export interface Reaction {
  id: number;
  /** False: it was there before. */
  fresh: boolean;
  /** Seconds since it was made, by the server's clock. */
  age: number;
}

/** What publishing needs of GitHub's API, on one repository. Every answer is checked, every wait bounded. */
export class GitHub {
  readonly #octokit: Octokit;
  readonly #asker: Asker;
  readonly #of: Connection;

  constructor(of: Connection) {
    this.#of = of;
    this.#asker = new Asker(of);
    const silent = (): void => {};
    this.#octokit = new Octokit({
      auth: of.token,
      baseUrl: of.apiUrl,
      userAgent: 'pinproof',
      log: { debug: silent, info: silent, warn: silent, error: silent },
    });
  }

  get clock(): Clock {
    return this.#of.clock;
  }

  wait(seconds: number, why: string): Promise<void> {
    return this.#asker.wait(seconds, why);
  }

  /** Who the token is. GET /user answers 403 to the tokens of apps, GITHUB_TOKEN among them; this does not. */
  async viewer(): Promise<Viewer> {
    const url = `${this.#of.apiUrl.replace(/\/api\/v3\/?$/, '/api').replace(/\/$/, '')}/graphql`;
    const what = 'asking GitHub who the token is';
    const query = 'query { viewer { login databaseId } }';
    const question = { what, permission: 'pull-requests: read', schema: viewerSchema } as const;
    const send = (signal: AbortSignal): Promise<Answer> =>
      this.#octokit.request({ method: 'POST', url, query, request: { signal } });
    return (await this.#asker.ask({ ...question, writes: false, send })).data;
  }

  async pull(number: number): Promise<Pull> {
    const route = `GET /repos/{owner}/{repo}/pulls/${number}`;
    return (await this.#ask(route, {}, { permission: 'pull-requests: read', schema: pullSchema })).data;
  }

  /** Those that are open. @param head `OWNER:BRANCH` */
  async openPulls(head: string): Promise<OpenPull[]> {
    const how = { permission: 'pull-requests: read', schema: z.array(openPullSchema) } as const;
    return this.#pages('GET /repos/{owner}/{repo}/pulls', { state: 'open', head }, how, (page) => page);
  }

  /** What a run of a workflow has uploaded under a name; each attempt of it may have. */
  async artefacts(run: number, name: string): Promise<Artefact[]> {
    const schema = z.object({ artifacts: z.array(artefactSchema) });
    const route = `GET /repos/{owner}/{repo}/actions/runs/${run}/artifacts`;
    return this.#pages(route, { name }, { permission: 'actions: read', schema }, ({ artifacts }) => artifacts);
  }

  /**
   * The zip of an artefact, which GitHub keeps at an address elsewhere; fetch() sends no token there.
   * @throws input error where it has more bytes than `most`
   */
  async artefactZip(id: number, most: number): Promise<Buffer> {
    const { owner, repo } = this.#of;
    const what = `GET artefact ${id} of ${owner}/${repo}`;
    const send = async (signal: AbortSignal): Promise<Answer> => {
      const request = { signal, parseSuccessResponseBody: false };
      const route = `GET /repos/{owner}/{repo}/actions/artifacts/${id}/zip`;
      const answer = await this.#octokit.request(route, { owner, repo, request });
      return { ...answer, data: await readUpTo(answer.data as AsyncIterable<Uint8Array>, most, what) };
    };
    const schema = z.instanceof(Buffer);
    return (await this.#asker.ask({ what, permission: 'actions: read', schema, writes: false, send })).data;
  }

  /** All comments of a pull request, page by page. */
  async comments(pull: number): Promise<Comment[]> {
    const route = `GET /repos/{owner}/{repo}/issues/${pull}/comments`;
    return this.#pages(
      route,
      {},
      { permission: 'pull-requests: read', schema: z.array(commentSchema) },
      (page) => page,
    );
  }

  async createComment(pull: number, body: string): Promise<Comment> {
    const route = `POST /repos/{owner}/{repo}/issues/${pull}/comments`;
    const how = { permission: 'pull-requests: write', schema: commentSchema, once: true } as const;
    return (await this.#ask(route, { body }, how)).data;
  }

  /** @returns undefined where it is no more */
  async updateComment(id: number, body: string): Promise<Comment | undefined> {
    const route = `PATCH /repos/{owner}/{repo}/issues/comments/${id}`;
    const how = { permission: 'pull-requests: write', schema: commentSchema, once: true } as const;
    return (await ifThere(this.#ask(route, { body }, how)))?.data;
  }

  async deleteComment(id: number): Promise<void> {
    const route = `DELETE /repos/{owner}/{repo}/issues/comments/${id}`;
    await ifThere(this.#ask(route, {}, { permission: 'pull-requests: write', schema: anything }));
  }

  /** Puts a reaction on a comment. A user has each only once: 201 says that it was not there, 200 that it was. */
  async react(comment: number): Promise<Reaction | undefined> {
    const route = `POST /repos/{owner}/{repo}/issues/comments/${comment}/reactions`;
    const how = { permission: 'pull-requests: write', schema: reactionSchema, once: true } as const;
    const found = await ifThere(this.#ask(route, { content: 'eyes' }, how));
    if (found === undefined) return undefined;
    const { answer, data } = found;
    const there = Date.parse(String(answer.headers['date'])) || this.#of.clock.now();
    return { id: data.id, fresh: answer.status === 201, age: (there - Date.parse(data.created_at)) / 1000 };
  }

  async unreact(comment: number, id: number): Promise<void> {
    const route = `DELETE /repos/{owner}/{repo}/issues/comments/${comment}/reactions/${id}`;
    const how = { permission: 'pull-requests: write', schema: anything, evenIfInterrupted: true } as const;
    await ifThere(this.#ask(route, {}, how));
  }

  async checkRuns(head: string, name: string): Promise<CheckRun[]> {
    const route = `GET /repos/{owner}/{repo}/commits/${head}/check-runs`;
    const schema = z.object({ check_runs: z.array(checkRunSchema) });
    const question = { permission: 'checks: write', schema } as const;
    return this.#pages(route, { check_name: name, filter: 'all' }, question, ({ check_runs }) => check_runs);
  }

  async createCheckRun(payload: object): Promise<CheckRun> {
    const route = 'POST /repos/{owner}/{repo}/check-runs';
    return (await this.#ask(route, payload, { permission: 'checks: write', schema: checkRunSchema, once: true })).data;
  }

  /** Adds the annotations of the payload to those that are there. */
  async updateCheckRun(id: number, payload: object): Promise<CheckRun> {
    const route = `PATCH /repos/{owner}/{repo}/check-runs/${id}`;
    return (await this.#ask(route, payload, { permission: 'checks: write', schema: checkRunSchema, once: true })).data;
  }

  /** Octokit's own pagination takes a 409 for an empty list; here that would make a second comment. */
  async #pages<T, Item>(route: string, parameters: object, how: How<T>, items: (page: T) => Item[]): Promise<Item[]> {
    const all: Item[] = [];
    for (let page = 1; ; page += 1) {
      const { answer, data } = await this.#ask(route, { ...parameters, per_page: 100, page }, how);
      all.push(...items(data));
      if (!/rel="next"/.test(String(answer.headers['link'] ?? ''))) return all;
    }
  }

  #ask<T>(route: string, parameters: object, how: How<T>): Promise<{ answer: Answer; data: T }> {
    const { owner, repo } = this.#of;
    const writes = !route.startsWith('GET ');
    const what = route.replace('{owner}', owner).replace('{repo}', repo);
    const send = (signal: AbortSignal): Promise<Answer> =>
      this.#octokit.request(route, { owner, repo, ...parameters, request: { signal } });
    return this.#asker.ask({ ...how, what, writes, send });
  }
}

async function readUpTo(body: AsyncIterable<Uint8Array>, most: number, what: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size > most) throw inputError({ what: `the artefact has more than ${most} bytes`, where: what });
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof PinproofError) throw error;
    // As @octokit/request says that there was no answer.
    throw Object.assign(new Error('the answer was cut off', { cause: error }), { name: 'HttpError' });
  }
  return Buffer.concat(chunks);
}

type How<T> = Pick<Question<T>, 'schema' | 'once' | 'evenIfInterrupted'> & { permission: Permission };

/** Undefined where what was asked for is no more: somebody else was first. */
async function ifThere<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refused && (error.refusal.status === 404 || error.refusal.status === 410)) return undefined;
    throw error;
  }
}
