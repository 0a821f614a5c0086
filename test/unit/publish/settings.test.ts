import t from 'tap';
import { settingsOf } from '../../../harness/publish/settings.ts';

const actions = {
  GITHUB_REPOSITORY: 'octo/linux',
  GITHUB_API_URL: 'https://api.github.com',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_RUN_ID: '123',
};
const pullEvent = JSON.stringify({ pull_request: { number: 7, head: { sha: 'x' } }, action: 'synchronize' });

t.test('in GitHub Actions everything is said', (t) => {
  t.same(settingsOf({}, actions, pullEvent), {
    apiUrl: 'https://api.github.com',
    serverUrl: 'https://github.com',
    owner: 'octo',
    repo: 'linux',
    pull: 7,
    runUrl: 'https://github.com/octo/linux/actions/runs/123',
  });
  const own = { repository: 'a/b.c', pull: 9 };
  t.match(settingsOf(own, actions, pullEvent), { owner: 'a', repo: 'b.c', pull: 9 }, 'what is given wins');
  t.end();
});

t.test('a workflow_run: the artefacts are those of the workflow that ended', (t) => {
  const html_url = 'https://github.com/octo/linux/actions/runs/99';
  const event = (pull_requests: unknown) => JSON.stringify({ workflow_run: { html_url, pull_requests } });
  t.match(settingsOf({}, actions, event([{ number: 8 }])), { pull: 8, runUrl: html_url });
  t.match(settingsOf({ pull: 3 }, actions, event([])), { pull: 3, runUrl: html_url });
  t.throws(() => settingsOf({}, actions, event([])), /no pull request is named\n.*of a fork.*\n {2}-> give --pull/);
  t.end();
});

t.test('elsewhere it is given; GitHub Enterprise has other addresses', (t) => {
  const given = { repository: 'octo/linux', pull: 7 };
  t.match(settingsOf(given, {}, undefined), { apiUrl: 'https://api.github.com', runUrl: undefined });
  const enterprise = { GITHUB_API_URL: 'https://ghe.example/api/v3/', GITHUB_SERVER_URL: 'https://ghe.example' };
  t.match(settingsOf(given, { ...enterprise, GITHUB_RUN_ID: '5' }, undefined), {
    apiUrl: 'https://ghe.example/api/v3',
    runUrl: 'https://ghe.example/octo/linux/actions/runs/5',
  });
  t.match(settingsOf(given, { GITHUB_API_URL: 'http://127.0.0.1:80' }, undefined), { apiUrl: 'http://127.0.0.1:80' });
  t.end();
});

t.test('what is missing or wrong is named', (t) => {
  const refuses = (message: RegExp, given: object, environment: Record<string, string> = {}, event?: string) =>
    t.throws(() => settingsOf(given, environment, event), { blame: 'input', message });
  refuses(/no repository is named/, { pull: 7 });
  for (const repository of ['linux', 'a/b/c', '../x', 'a/..', 'a/b?c', '/b'])
    refuses(/is not the name of a repository/, { repository, pull: 7 });
  refuses(/no pull request is named/, { repository: 'a/b' });
  refuses(/GITHUB_EVENT_PATH: the event is not JSON/, { repository: 'a/b' }, {}, '{');
  refuses(/GITHUB_EVENT_PATH at pull_request.number/, { repository: 'a/b' }, {}, '{"pull_request": {"number": "7"}}');
  for (const GITHUB_API_URL of ['http://api.github.com', 'ftp://x', 'x', 'https://u:p@x', 'https://x?y=1'])
    refuses(/is no address to send a token to/, { repository: 'a/b', pull: 7 }, { GITHUB_API_URL });
  t.end();
});
