import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { FakeGitHub } from '../../fixtures/fake-github/server.ts';
import { zipOf } from '../../fixtures/zip.ts';
import { World } from '../helpers.ts';
import { type Contexts, fakeNpm, git, Runner, readWorkflow } from './runner.ts';

/** The scripts of the workflows and of the action, run one after another with the fake kernel, QEMU and GitHub. */

const contexts: Contexts = { job: { workflow_repository: 'octo/pinproof', workflow_sha: 'c'.repeat(40) } };
const token = 'ghs_0123456789abcdef';
const startedAt = '2026-11-25T12:00:00Z';

/** A kernel's repository, with a suite; what is checked out is the merge of a topic that oopses. */
function aKernel(world: World): { head: string; base: string } {
  const inKernel = (...args: string[]): string => git('-C', world.kernel, ...args);
  const suite = {
    name: 'review',
    base: { source: 'git:..#HEAD^1' },
    candidates: [{ name: 'head', source: 'git:..#HEAD' }],
    filesystems: ['ext4', 'xfs'],
    workloads: ['rdma-write-writeback', 'mmap-store-writeback'],
  };
  world.write('kernel/.pinproof/suite.yaml', JSON.stringify(suite));
  world.behaviour('oops', 'mmap-store-writeback', 'oops');
  inKernel('init', '--quiet');
  inKernel('add', '--all');
  inKernel('commit', '--quiet', '--message=base');
  const base = inKernel('rev-parse', 'HEAD');
  inKernel('checkout', '--quiet', '-b', 'topic');
  inKernel('apply', join(world.folder, 'series/oops/0001-change.patch'));
  inKernel('commit', '--quiet', '--all', '--message=topic');
  const head = inKernel('rev-parse', 'HEAD');
  inKernel('checkout', '--quiet', '--detach', base);
  inKernel('merge', '--quiet', '--no-ff', '--message=merge', 'topic');
  return { head, base };
}

function aMachine(t: Pick<Test, 'testdir'>) {
  const world = new World(t.testdir({}));
  world.program('npm', fakeNpm);
  world.program('apt-get', 'exit 0\n');
  world.program('node', `exec ${process.execPath} "$@"\n`);
  const { PINPROOF_CACHE: _, ...env } = world.commandLine().env;
  const commits = aKernel(world);
  const runner = new Runner(world.folder, { ...env, CI: 'true' }, world.kernel);
  return { world, runner, ...commits };
}

t.test('a pull request of a fork is built, run in shards, merged, judged and published', async (t) => {
  const { world, runner, head, base } = aMachine(t);
  const { build, cells, merge } = readWorkflow('judge.yml').jobs;
  if (build === undefined || cells === undefined || merge === undefined) throw new Error('a job is missing');
  const called = { ...contexts, inputs: { suite: '.pinproof/suite.yaml', shards: 3 } };
  const built = await runner.job(build, called);
  t.equal(built.failed, undefined, built.log);
  t.same(built.outputs, { shards: '[1,2,3]' });
  t.same(world.made().filter((target) => target === 'vmlinux').length, 2);

  world.forget();
  for (const shard of JSON.parse(built.outputs['shards'] ?? '')) {
    const ran = await runner.job(cells, { ...called, needs: { build: { outputs: built.outputs } }, matrix: { shard } });
    t.equal(ran.failed, undefined, ran.log);
    t.match(ran.log, new RegExp(`shard ${shard} of 3: \\d of 8 cells`));
  }
  t.same([world.made(), world.guests().length], [[], 8], 'nothing is built again; each cell runs once');

  const merged = await runner.job(merge, called);
  t.same([merged.failed, merged.code], ['Merge and judge', 1], merged.log);
  t.match(merged.log, /Regression: 2 regressed; 2 unchanged-bad\n/);
  t.same(
    [...runner.artefacts.keys()],
    ['pinproof-trees', ...[1, 2, 3].map((shard) => `pinproof-shard-${shard}`), 'pinproof-records', 'pinproof'],
  );

  const server = new FakeGitHub();
  const url = await server.listen();
  t.teardown(() => server.close());
  const { state } = server;
  const fork = { owner: 'stranger', branch: 'topic', repository: 5 };
  state.pulls.set(7, { head, base, from: fork });
  state.users.set(token, {
    id: 41898282,
    login: 'github-actions[bot]',
    app: 'github-actions',
    may: ['pull-requests', 'checks'],
  });
  const records = runner.artefacts.get('pinproof-records') ?? '';
  const files = ['verdict.json', 'build.json'].map((name) => ({ name, content: readFileSync(join(records, name)) }));
  state.artefacts.push({ id: 31, run: 99, name: 'pinproof-records', zip: zipOf(files) });
  const workflow_run = {
    id: 99,
    event: 'pull_request',
    conclusion: 'failure',
    head_sha: head,
    head_branch: fork.branch,
    head_repository: { id: fork.repository, owner: { login: fork.owner } },
    run_started_at: startedAt,
    html_url: 'https://github.com/octo/linux/actions/runs/99',
    pull_requests: [],
  };
  const github = {
    GITHUB_REPOSITORY: 'octo/linux',
    GITHUB_API_URL: url,
    GITHUB_EVENT_PATH: world.write('event.json', JSON.stringify({ workflow_run })),
  };
  const publisher = new Runner(world.folder, { ...world.commandLine().env, ...github }, world.kernel);
  const { publish } = readWorkflow('publish.yml').jobs;
  if (publish === undefined) throw new Error('a job is missing');
  const published = await publisher.job(publish, {
    ...contexts,
    github: { token, event_name: 'workflow_run', event: { workflow_run } },
  });
  t.equal(published.failed, undefined, published.log);
  t.match(published.log, 'octo/linux#7: comment made\n');
  t.notMatch(published.log, token);
  const [comment] = state.comments;
  t.match(
    comment?.body,
    `judged the head [\`${head.slice(0, 12)}\`](https://github.com/octo/linux/commit/${head}), merged into`,
  );
  t.match(comment?.body, '[Report and artefacts](https://github.com/octo/linux/actions/runs/99)');
  t.match(comment?.body, `"at":"${startedAt}"`);
  t.match(state.checkRuns, [{ head_sha: head, name: 'pinproof review', conclusion: 'failure' }]);
});

t.test('the action runs a suite, or a base and a series, and uploads what it found', async (t) => {
  const { world, runner } = aMachine(t);
  mkdirSync(join(world.folder, 'workspace'), { recursive: true });
  git('clone', '--quiet', `file://${world.kernel}`, join(world.folder, 'workspace/linux'));
  const given = { suite: 'linux/.pinproof/suite.yaml' };
  const ran = await runner.action(given, contexts);
  t.same([ran.failed, ran.code], ['Run', 1], ran.log);
  t.match(ran.log, /Regression: 2 regressed; 2 unchanged-bad\n/);
  t.match(ran.outputs['run'], /workspace\/pinproof-out\/review-[\d-]+$/);
  t.same([...runner.artefacts.keys()], ['pinproof-records', 'pinproof']);
  t.match(JSON.parse(readFileSync(join(runner.artefacts.get('pinproof-records') ?? '', 'verdict.json'), 'utf8')), {
    name: 'review',
    exitCode: 1,
  });
  runner.artefacts.clear();
  const shard = await runner.action({ ...given, shard: '1/2' }, contexts);
  t.equal(shard.failed, undefined, shard.log);
  t.same([...runner.artefacts.keys()], ['pinproof-1-2'], 'a shard has no records to publish');
  const word = "x'; touch ../owned; '$(touch ../owned)";
  const hostile = await runner.action({ base: 'linux', series: word }, contexts);
  t.match(hostile.log, 'there is no such');
  t.throws(() => readFileSync(join(world.folder, 'owned')), 'inputs are words, and no script');
});
