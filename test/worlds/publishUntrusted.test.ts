import t, { type Test } from 'tap';
import { FakeGitHub } from '../fixtures/fake-github/server.ts';
import { aRun } from '../fixtures/run.ts';
import { verdicts } from '../fixtures/verdicts.ts';
import { zipOf } from '../fixtures/zip.ts';
import { World } from './helpers.ts';

const token = 'ghs_0123456789abcdef';
const [ours, claimed, base] = ['2', '3', 'b'].map((digit) => digit.repeat(40)) as [string, string, string];

/** A workflow_run of `ours`, and an artefact that says what `judged` is. */
async function aStranger(t: Pick<Test, 'testdir' | 'teardown'>, judged: string) {
  const world = new World(t.testdir({}));
  const server = new FakeGitHub();
  const url = await server.listen();
  t.teardown(() => server.close());
  const { state } = server;
  state.pulls.set(7, { head: ours, base });
  state.users.set(token, {
    id: 41898282,
    login: 'github-actions[bot]',
    app: 'github-actions',
    may: ['pull-requests', 'checks'],
  });
  const revisions = { mine: { commit: judged, parents: [], clean: true } };
  const { build } = aRun({ candidates: { mine: { claims: false } } });
  const zip = zipOf([
    { name: 'verdict.json', content: JSON.stringify(verdicts['hostile']) },
    {
      name: 'build.json',
      content: JSON.stringify({ ...build, origin: { readAt: '2026-01-01T00:00:00Z', revisions } }),
    },
  ]);
  state.artefacts.push({ id: 31, run: 99, name: 'pinproof-records', zip });
  const workflow_run = {
    id: 99,
    event: 'pull_request',
    head_sha: ours,
    head_branch: 'topic',
    head_repository: { id: 1, owner: { login: 'octo' } },
    run_started_at: '2026-11-25T12:00:00Z',
    html_url: 'https://github.com/octo/linux/actions/runs/99',
  };
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_TOKEN: token,
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: 'octo/linux',
    GITHUB_EVENT_PATH: world.write('event.json', JSON.stringify({ workflow_run })),
  };
  const publish = (...args: string[]) => world.start(['publish', '--untrusted', ...args], env).ended;
  return { server, state, publish };
}

t.test('a run of a stranger is published on the pull request that started it', async (t) => {
  const { state, publish } = await aStranger(t, ours);
  const { code, stdout, stderr } = await publish();
  t.same([code, stdout], [0, 'octo/linux#7: comment made\n'], stderr);
  t.match(state.comments, [{ pull: 7, body: /^pinproof replay test-run\/mine\//m }]);
  t.match((await publish('--pull', '8')).stderr, /pull request 8 does not have the head 222222222222/);
  t.match((await publish('pinproof-out')).stderr, /--untrusted takes the run that the event names, and no folder/);
});

t.test('a commit that the run only claims to have judged gets no verdict, whenever it becomes the head', async (t) => {
  const { server, state, publish } = await aStranger(t, claimed);
  const now = await publish();
  t.same([now.code, state.comments], [2, []]);
  t.match(now.stderr, /the run judged 333333333333, and the head of the pull request is 222222222222/);
  // Between the question which pull request it is, and the one what its head is.
  server.gate = {
    async enter({ line }) {
      if (line.endsWith('/pulls/7')) state.pulls.set(7, { head: claimed, base });
    },
  };
  const later = await publish();
  t.same([later.code, state.comments, state.checkRuns], [2, [], []]);
  t.match(later.stderr, /the run judged 222222222222, and the head of the pull request is 333333333333/);
});
