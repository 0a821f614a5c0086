import t from 'tap';
import { pullOfRun, triggeringRun } from '../../../../harness/publish/artefact/triggering.ts';

const head = '2'.repeat(40);
const workflow_run = {
  id: 99,
  event: 'pull_request',
  head_sha: head,
  head_branch: 'topic',
  head_repository: { id: 5, owner: { login: 'stranger' } },
  run_started_at: '2026-11-25T12:00:00Z',
  pull_requests: [],
};
const event = (over: object = {}): string => JSON.stringify({ workflow_run: { ...workflow_run, ...over } });
const run = triggeringRun(event());

t.test('what GitHub says of the run that judged', async (t) => {
  t.same(run, { id: 99, head, owner: 'stranger', branch: 'topic', repository: 5, at: '2026-11-25T12:00:00Z' });
  for (const [text, message] of [
    [undefined, /the event is no workflow_run/],
    ['{}', /GITHUB_EVENT_PATH at workflow_run: the event is no workflow_run/],
    ['no JSON', /the event is not JSON/],
    [event({ event: 'push' }), /was started by push, and not by a pull_request/],
    [event({ event: 'pull_request_target' }), /was started by pull_request_target/],
    [event({ head_sha: 'main' }), /at workflow_run\.head_sha/],
    [event({ head_repository: null }), /at workflow_run\.head_repository/],
    [event({ id: '1/../2' }), /at workflow_run\.id/],
  ] as const) {
    t.throws(() => triggeringRun(text), { blame: 'input', message });
  }
});

t.test('its pull request is the open one with that head, from that repository', async (t) => {
  const pull = { number: 7, head, repository: 5 };
  const others = [
    { number: 1, head: '3'.repeat(40), repository: 5 },
    { number: 2, head, repository: 6 },
    { number: 3, head, repository: undefined },
  ];
  t.equal(pullOfRun(run, [...others, pull], undefined), 7);
  t.equal(pullOfRun(run, [pull, { ...pull, number: 8 }], 8), 8);
  for (const [open, given, message] of [
    [others, undefined, /no open pull request has the head 222222222222, which was judged\n {2}it was closed/],
    [[], undefined, /no open pull request/],
    [[...others, pull], 1, /pull request 1 does not have the head/],
    [
      [pull, { ...pull, number: 8 }],
      undefined,
      /several pull requests have the head 222222222222: 7, 8\n {2}-> give --pull/,
    ],
  ] as const) {
    t.throws(() => pullOfRun(run, open, given), { blame: 'input', message });
  }
});
