import t from 'tap';
import type { Fault } from '../../fixtures/fake-github/server.ts';
import { aServer, bot, FakeClock, minutesIn, publish, stranger } from './helpers.ts';

const once: Record<string, Fault> = {
  'status 500': { status: 500 },
  'status 502, with HTML': { badGateway: 'after' },
  'status 503': { status: 503 },
  'no answer, nothing done': { cut: 'before' },
  'no answer, though it was done': { cut: 'after' },
  'half an answer': { cut: 'within' },
  '429 with retry-after': { status: 429, headers: { 'retry-after': '30' } },
  '403 with retry-after': { status: 403, headers: { 'retry-after': '30' }, message: 'abuse detection mechanism' },
  'a secondary limit': { status: 403, message: 'You have exceeded a secondary rate limit' },
};
const requests: Record<string, RegExp> = {
  'who the token is': /graphql/,
  'the pull request': /^GET .*\/pulls\/7$/,
  'the list of comments': /^GET .*\/comments$/,
  'making the comment': /^POST .*\/7\/comments$/,
  'updating the comment': /^PATCH .*\/comments\//,
  'taking the lock': /^POST .*\/reactions$/,
  'releasing the lock': /^DELETE .*\/reactions\//,
  'the list of check runs': /^GET .*\/check-runs$/,
  'making the check run': /^POST .*\/check-runs$/,
};

t.test('each request survives each trouble, and is done once', async (t) => {
  for (const [what, line] of Object.entries(requests)) {
    for (const [how, fault] of Object.entries(once)) {
      for (const times of [1, 3]) {
        const name = `${what}: ${how}, ${times} times`;
        const clock = new FakeClock();
        const { server, url, state } = await aServer(t, clock);
        state.addComment(7, stranger, 'hello');
        server.fail(line, ...Array.from({ length: times }, () => fault));
        await publish({ url, clock }, { at: 1 });
        await publish({ url, clock }, { at: 2 });
        const own = state.comments.filter(({ user }) => user === bot);
        t.same(minutesIn(own), [2], name);
        t.equal(state.checkRuns.length, 2, name);
        t.same(state.reactions, [], name);
        // What was done though the answer was lost is not asked for again.
        t.ok((server.rules[0]?.faults.length ?? times) < times, `${name}: it was met`);
        server.close();
      }
    }
  }
});

t.test('a rate limit that is used up is waited for until it ends, by the server’s clock', async (t) => {
  const clock = new FakeClock();
  const { server, url } = await aServer(t, clock);
  const reset = String(clock.now() / 1000 + 600);
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
  server.fail(/^POST .*\/7\/comments$/, { status: 403, headers, message: 'API rate limit exceeded' });
  t.equal(await publish({ url, clock }), 'created');
  t.ok(clock.slept.some((each) => each >= 601_000 && each < 610_000));
});

t.test('but not beyond the time that publishing has', async (t) => {
  const clock = new FakeClock();
  const { server, url, state } = await aServer(t, clock);
  const begun = clock.now();
  server.fail(/^GET .*\/pulls\/7$/, { status: 429, headers: { 'retry-after': '3600' } });
  await t.rejects(publish({ url, clock }), {
    blame: 'infrastructure',
    message: /it would take another 3600 s, and publishing waits no longer/,
  });
  t.equal(clock.now(), begun, 'it is said at once');
  t.same(state.comments, []);
});

t.test('what fails and fails is given up, with the reason', async (t) => {
  for (const line of Object.values(requests)) {
    const clock = new FakeClock();
    const { server, url } = await aServer(t, clock);
    const begun = clock.now();
    server.fail(line, ...Array.from({ length: 2000 }, () => ({ status: 502 })));
    await t.rejects(
      publish({ url, clock }, { at: 1 }).then(() => publish({ url, clock }, { at: 2 })),
      { blame: 'infrastructure', message: /502/ },
      line.source,
    );
    t.ok(clock.now() - begun <= 41 * 60_000, 'in bounded time');
    server.close();
  }
});

t.test('a server that never answers is given up on', async (t) => {
  const clock = new FakeClock();
  const { server, url } = await aServer(t, clock);
  server.fail(/graphql/, { silent: true });
  const begun = Date.now();
  t.equal(await publish({ url, clock, limits: { request: 1000, total: 60_000 } }), 'created');
  t.ok(Date.now() - begun < 100_000, 'not by what fetch itself waits, which is five minutes');
});

t.test('one that is not there is the machine’s trouble', async (t) => {
  const clock = new FakeClock();
  const { server, url } = await aServer(t, clock);
  server.close();
  await t.rejects(publish({ url, clock }), { blame: 'infrastructure', message: /GitHub does not answer/ });
});

t.test('tokens that are not known, or may not do it, are the user’s matter; the permission is named', async (t) => {
  const clock = new FakeClock();
  const { url, state } = await aServer(t, clock);
  state.users.set('reads', { ...bot, may: [] }).set('comments', { ...bot, may: ['pull-requests'] });
  const refuses = (token: string, message: RegExp) =>
    t.rejects(publish({ url, clock, token }), { blame: 'input', message }, token);
  await refuses('no-such-token', /GitHub does not know the token\n.*Bad credentials/);
  await refuses('reads', /it needs pull-requests: write\n.*\n.*"permissions: \{pull-requests: write\}".*from a fork/);
  t.same(state.comments, []);
  await refuses('comments', /it needs checks: write/);
  t.equal(state.comments.length, 1, 'what was allowed is done');
  t.same(state.reactions, [], 'and the lock released');
  state.repository = 'octo/other';
  await refuses('bot', /GET \/repos\/octo\/linux\/pulls\/7: it is not there, or the token may not see it/);
});

t.test('what GitHub does not accept is told as GitHub tells it', async (t) => {
  const clock = new FakeClock();
  const { url, state } = await aServer(t, clock);
  const text = 'x'.repeat(70_000);
  await t.rejects(publish({ url, clock }, { text }), { blame: 'infrastructure', message: /422\n.*too long/ });
  t.same(state.comments, []);
});

t.test('interrupted, it stops at once, and puts the lock back', async (t) => {
  for (const line of [/graphql/, /^GET .*\/comments$/, /^PATCH .*\/comments\//, /^POST .*\/check-runs$/]) {
    const clock = new FakeClock();
    const { server, url, state } = await aServer(t, clock);
    await publish({ url, clock }, { at: 1 });
    const interruption = new AbortController();
    server.gate = {
      enter: async (request) => {
        if (!line.test(request.line)) return;
        server.gate = undefined;
        interruption.abort(new Error('interrupted by SIGINT'));
      },
    };
    await t.rejects(
      publish({ url, clock, signal: interruption.signal }, { at: 2 }),
      /interrupted by SIGINT/,
      line.source,
    );
    t.same(state.reactions, [], line.source);
    server.close();
  }
});
