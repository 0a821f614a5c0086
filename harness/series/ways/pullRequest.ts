import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { exists } from '../../host/folders.ts';
import { contentKey } from '../../host/hash.ts';
import { markUsed } from '../../store/retention/folders.ts';
import { inputError } from '../../text/errors.ts';
import { neutralText } from '../../text/neutral.ts';
import { foundRange } from './gitRange.ts';
import { commitOf, gitIn, mergeBase } from './range.ts';
import type { Place, Way } from './way.ts';

/**
 * `pull:REPOSITORY#N`: the commits of a pull request, which GitHub has at refs/pull/N/head for everyone; no token is
 * needed. REPOSITORY is a clone whose `origin` it is, or a URL. `pull:REPOSITORY` is the one of the workflow that runs.
 * @throws input error where the text has no number, no such repository or pull request exists, or git cannot fetch it
 */
export const pullRequest: Way = {
  prefix: ['pull:'],
  find: async (text, place) => {
    const [, named, number] = /^pull:([^#]+?)(?:#(\d+))?$/.exec(text) ?? [];
    if (named === undefined) {
      throw inputError({
        what: 'a pull request has a repository and a number',
        where: `series ${text}`,
        todo: 'write pull:REPOSITORY#N, with a clone or a URL; in a workflow for pull requests, pull:REPOSITORY is the one it runs for',
      });
    }
    const repository = await clone(named, place);
    const { base, head } =
      number === undefined ? await endsOfEvent(repository) : await endsOf(repository, number, place);
    const from = await mergeBase(repository, base, head);
    return foundRange({ repository, from, to: head }, number === undefined ? text : `pull:${named}#${number}`, place);
  },
};

interface Ends {
  /** The tip of the branch that it is to go to. */
  base: string;
  head: string;
}

/** A clone on this machine. Of a URL it is made: commits and trees, and of files those that are asked for. */
async function clone(named: string, { folder, cache, signal }: Place): Promise<string> {
  if (!/^(?:\w+:\/\/|[\w.-]+@[\w.-]+:)/.test(named)) {
    const repository = resolve(folder, named);
    if (await exists(repository)) return repository;
    throw inputError({ what: 'there is no such repository', where: repository });
  }
  const repository = join(cache, 'repositories', contentKey({ url: named }));
  for (const args of [
    ['init', '--quiet', '--bare', repository],
    ['-C', repository, 'config', 'remote.origin.url', named],
    ['-C', repository, 'config', 'remote.origin.promisor', 'true'],
    ['-C', repository, 'config', 'remote.origin.partialclonefilter', 'blob:none'],
  ]) {
    const ended = await gitIn('.', args, signal);
    if (ended.exitCode !== 0) throw notReachable(named, ended.stderr);
  }
  await markUsed(repository);
  return repository;
}

/** GitHub merges every pull request that it can, for itself: the first parent is the branch that it is to go to. */
async function endsOf(repository: string, number: string, { signal }: Place): Promise<Ends> {
  const pull = `refs/pull/${number}`;
  const listed = await gitIn(repository, ['ls-remote', 'origin', `${pull}/head`, `${pull}/merge`, 'HEAD'], signal);
  if (listed.exitCode !== 0) throw notReachable(`${repository}, its origin`, listed.stderr);
  const there = new Map(listed.stdout.split('\n').map((line) => line.split('\t').toReversed() as [string, string]));
  const head = there.get(`${pull}/head`);
  if (head === undefined) {
    throw inputError({ what: `there is no pull request ${number}`, where: `${repository}, its origin` });
  }
  const merged = there.has(`${pull}/merge`);
  await fetch(repository, [`${pull}/head`, merged ? `${pull}/merge` : 'HEAD'], signal);
  const base = await commitOf(repository, merged ? `${there.get(`${pull}/merge`)}^1` : (there.get('HEAD') ?? ''));
  return { base, head: await commitOf(repository, head) };
}

/** Gets commits, and leaves the clone's own refs as they are. */
async function fetch(repository: string, names: readonly string[], signal?: AbortSignal): Promise<void> {
  const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--refmap=', 'origin', ...names];
  const fetched = await gitIn(repository, args, signal);
  if (fetched.exitCode !== 0) throw notReachable(`${repository}, its origin`, fetched.stderr);
}

/** As far as it is needed: https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request */
const eventSchema = z.object({
  pull_request: z.object({ base: z.object({ sha: z.string() }), head: z.object({ sha: z.string() }) }),
});

async function endsOfEvent(repository: string): Promise<Ends> {
  const path = process.env['GITHUB_EVENT_PATH'];
  const event = path === undefined ? undefined : eventSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!event?.success) {
    throw inputError({
      what: path === undefined ? 'no workflow runs here' : 'the workflow does not run for a pull request',
      where: path === undefined ? 'GITHUB_EVENT_PATH' : path,
      todo: 'say which one: pull:REPOSITORY#N',
    });
  }
  const { base, head } = event.data.pull_request;
  for (const { sha } of [base, head]) {
    const there = await gitIn(repository, ['cat-file', '-e', `${sha}^{commit}`]);
    if (there.exitCode !== 0) await fetch(repository, [sha]);
  }
  return { base: base.sha, head: head.sha };
}

const notReachable = (where: string, said: string): Error =>
  inputError({ what: 'git cannot get it', where, why: neutralText(said) || 'git says nothing' });
