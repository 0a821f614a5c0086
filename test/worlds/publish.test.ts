import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { FakeGitHub } from '../fixtures/fake-github/server.ts';
import { World } from './helpers.ts';

const token = 'ghs_0123456789abcdef';
const base = 'b'.repeat(40);

/** A repository of series, as a project under review has it; `head` is its commit. */
function repository(folder: string): string {
  const git = (...args: string[]): string => {
    const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
    const env = { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
    return execFileSync('git', ['-C', folder, ...identity, ...args], { env, encoding: 'utf8' }).trim();
  };
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message=mine');
  return git('rev-parse', 'HEAD');
}

/** A run of a candidate that regresses, and a GitHub with the pull request that brings it. */
async function aRun(t: Pick<Test, 'testdir' | 'teardown'>) {
  const world = new World(t.testdir({}));
  const series = world.behaviour('mine', 'mmap-store-writeback', 'oops');
  const head = repository(join(world.folder, 'series'));
  const server = new FakeGitHub();
  const url = await server.listen();
  t.teardown(() => server.close());
  server.state.pulls.set(7, { head, base });
  const bot = { id: 41898282, login: 'github-actions[bot]', app: 'github-actions' };
  server.state.users.set(token, { ...bot, may: ['pull-requests', 'checks'] });
  const event = world.write('event.json', JSON.stringify({ pull_request: { number: 7 } }));
  const actions = {
    GITHUB_TOKEN: token,
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: 'octo/linux',
    GITHUB_RUN_ID: '5',
    GITHUB_EVENT_PATH: event,
  };
  return { world, server, state: server.state, suite: world.suite('review', { mine: series }), head, actions };
}

t.test('a run is published, published again, and left alone; no program that is run sees the token', async (t) => {
  const { world, state, suite, head, actions } = await aRun(t);
  const seen = join(world.folder, 'environments');
  for (const name of ['git', 'gcc']) world.program(name, `env >>${seen}\nexec /usr/bin/${name} "$@"\n`);
  const run = await world.start(['run', suite], { ...actions, GH_TOKEN: token, ACTIONS_RUNTIME_TOKEN: token }).ended;
  t.equal(run.code, 1, run.stderr);
  t.match(readFileSync(seen, 'utf8'), 'GITHUB_REPOSITORY=octo/linux');
  t.notMatch(readFileSync(seen, 'utf8'), token);
  t.match(world.record('build.json').origin.revisions, { mine: { commit: head, clean: true } });

  const first = await world.start(['publish'], actions).ended;
  t.same([first.code, first.stdout], [0, 'octo/linux#7: comment made\n'], first.stderr);
  const [comment] = state.comments;
  const lines = comment?.body.split('\n') ?? [];
  t.match(lines[0], /^<!-- pinproof:1 /);
  t.match(lines[1], /^### ✗ Regression: 1 regressed; 1 unchanged-bad$/);
  t.match(comment?.body, `judged the head [\`${head.slice(0, 12)}\`](https://github.com/octo/linux/commit/${head})`);
  t.match(comment?.body, 'into the base [`bbbbbbbbbbbb`]');
  t.match(comment?.body, '[Report and artefacts](https://github.com/octo/linux/actions/runs/5)');
  t.match(comment?.body, /^- \*\*regressed\*\* · `mmap-store-writeback` on ext4: /m);
  t.match(comment?.body, /^pinproof replay pinproof-out\/review-[\d-]+\/mine\/.*mmap-store-writeback\/1$/m);
  t.match(state.checkRuns, [{ head_sha: head, name: 'pinproof review', conclusion: 'failure', status: 'completed' }]);

  const again = await world.start(['publish'], actions).ended;
  t.match([again.code, again.stdout], [0, 'octo/linux#7: comment left alone: it says the same already\n']);
  t.same([state.comments.length, state.checkRuns.length], [1, 1]);

  // The same from a saved folder, elsewhere, with everything given.
  const given = ['publish', join(world.cwd, 'pinproof-out', 'latest'), '--repository', 'octo/linux', '--pull', '7'];
  const elsewhere = { GITHUB_TOKEN: token, GITHUB_API_URL: actions.GITHUB_API_URL };
  const other = await world.start(given, elsewhere).ended;
  t.equal(other.code, 0, other.stderr);
  t.match(other.stdout, 'comment updated', 'its link to the artefacts is another');
  for (const { stdout, stderr } of [run, first, again, other]) t.notMatch(stdout + stderr, token);

  // The head moves on.
  state.pulls.set(7, { head: '9'.repeat(40), base });
  const late = await world.start(['publish'], actions).ended;
  t.equal(late.code, 2);
  t.match(
    late.stderr,
    /the run judged [0-9a-f]{12}, and the head of the pull request is 999999999999\n {2}-> check out the head/,
  );
});

t.test('two processes at once leave one comment, of the later run', async (t) => {
  const { world, state, suite, actions } = await aRun(t);
  const folders: string[] = [];
  for (const _ of [1, 2]) {
    await world.start(['run', suite]).ended;
    folders.push(join(world.cwd, 'pinproof-out', world.latestName()));
  }
  const ended = await Promise.all(folders.toReversed().map((run) => world.start(['publish', run], actions).ended));
  t.same(
    ended.map(({ code }) => code),
    [0, 0],
    ended.map(({ stderr }) => stderr).join(''),
  );
  t.equal(state.comments.length, 1);
  t.match(state.comments[0]?.body, world.record('build.json').origin.readAt);
  t.same(state.reactions, []);
});

t.test('what is missing is said before anything is sent', async (t) => {
  const { world, server, suite, actions } = await aRun(t);
  const publish = async (env: Record<string, string>, ...args: string[]) => {
    const { code, stderr } = await world.start(['publish', ...args], env).ended;
    t.equal(code, 2, stderr);
    return stderr;
  };
  t.match(await publish(actions), /there is no run here yet/);
  await world.pinproof('plan', suite);
  t.match(await publish(actions), /verdict\.json: this run has no verdict\.json yet\n {2}-> pinproof judge makes it/);
  t.match(
    await publish({ ...actions, GITHUB_TOKEN: ' ' }),
    /there is no token to publish with\n {2}-> set GITHUB_TOKEN/,
  );
  t.match(await publish({ ...actions, GITHUB_EVENT_PATH: '/no/such' }), /the event cannot be read/);
  t.match(await publish({ GITHUB_TOKEN: token }, '--repository', 'octo/linux'), /no pull request is named/);
  t.match(await publish(actions, '--pull', '0'), /the number of a pull request/);
  t.match(await publish(actions, '--token', 'x'), /unknown option/, 'the list of processes is for all to see');
  t.same(server.log, []);
});

t.test('a tree that was not in git, or was changed since, is not published', async (t) => {
  const { world, state, suite, actions } = await aRun(t);
  world.write('series/mine/README', 'not committed');
  await world.start(['run', suite]).ended;
  const { code, stderr } = await world.start(['publish'], actions).ended;
  t.equal(code, 2);
  t.match(stderr, /with changes that were not committed/);
  t.same(state.comments, []);
});

t.test('trouble of GitHub is not the user’s, and is waited for', async (t) => {
  const { world, server, state, suite, actions } = await aRun(t);
  await world.start(['run', suite]).ended;
  server.fail(/^POST .*\/7\/comments$/, { badGateway: 'after' });
  const { code, stderr } = await world.start(['publish'], actions).ended;
  t.equal(code, 0, stderr);
  t.match(stderr, /publish github: POST .*: status 502; waiting 2 s/);
  t.equal(state.comments.length, 1);
  server.fail(/pulls\/7$/, { status: 429, headers: { 'retry-after': '9999' } });
  const late = await world.start(['publish'], actions).ended;
  t.equal(late.code, 69);
  t.match(late.stderr, /it would take another 9999 s/);
});
