import t from 'tap';
import { readMark, writeMark } from '../../../harness/publish/mark.ts';
import { aContent, aMark, aServer, bot, FakeClock, heads, human, minutesIn, publish, stranger } from './helpers.ts';

const writes = /^(POST|PATCH|DELETE) \/repos/;

t.test('the first time a comment is made, then it is updated in place', async (t) => {
  const clock = new FakeClock();
  const { server, url, state } = await aServer(t, clock);
  t.equal(await publish({ url, clock }, { at: 1, text: 'first\n' }), 'created');
  const [made] = state.comments;
  t.match(made?.body, /^<!-- pinproof:1 \{.*\} -->\nfirst\n$/);
  t.equal(await publish({ url, clock }, { at: 2, text: 'second' }), 'updated');
  t.same(
    state.comments.map(({ id, body }) => [id, body.split('\n')[1]]),
    [[made?.id, 'second']],
  );
  t.same(state.reactions, [], 'the lock is released');
  t.same(server.lines(/DELETE .*comments\/\d+$/), []);
});

t.test('what says the same already is left alone, without a write of any kind', async (t) => {
  const clock = new FakeClock();
  const { server, url, state } = await aServer(t, clock);
  await publish({ url, clock });
  const before = structuredClone(state.comments);
  server.log.length = 0;
  t.equal(await publish({ url, clock }), 'unchanged');
  t.same(server.lines(writes), []);
  t.same(state.comments, before);
});

t.test('another verdict on the same run is written', async (t) => {
  const clock = new FakeClock();
  const { url, state } = await aServer(t, clock);
  await publish({ url, clock }, { text: 'judged' });
  t.equal(await publish({ url, clock }, { text: 'judged again' }), 'updated');
  t.match(state.comments[0]?.body, /judged again$/);
  t.equal(state.checkRuns.length, 2, 'annotations cannot be taken away, so a check run is never changed');
});

t.test('an older run leaves the comment alone', async (t) => {
  const clock = new FakeClock();
  const { server, url, state } = await aServer(t, clock);
  await publish({ url, clock }, { at: 2 });
  server.log.length = 0;
  t.equal(await publish({ url, clock }, { at: 1, text: 'older' }), 'newer');
  t.same(minutesIn(state.comments), [2]);
  t.same(server.lines(writes), []);
  t.equal(state.checkRuns.length, 1, 'and makes no check run, which would be shown as the latest');
});

t.test('a run of the head that a branch was pushed back to wins over a later run of another commit', async (t) => {
  const clock = new FakeClock();
  const { url, state } = await aServer(t, clock);
  await publish({ url, clock }, { at: 5 });
  state.pulls.set(7, { head: heads.old, base: heads.base });
  t.equal(await publish({ url, clock }, { at: 1, head: heads.old }), 'updated');
  t.same(minutesIn(state.comments), [1]);
});

t.test('nothing is published of a commit that is not the head', async (t) => {
  const clock = new FakeClock();
  const { server, url, state } = await aServer(t, clock);
  const refused = {
    message: /^the run judged 111111111111, and the head of the pull request is 222222222222\n/,
    blame: 'input',
  };
  await t.rejects(publish({ url, clock }, { at: 9, head: heads.old }), refused);
  await publish({ url, clock }, { at: 1 });
  server.log.length = 0;
  await t.rejects(publish({ url, clock }, { at: 9, head: heads.old }), refused);
  t.same(minutesIn(state.comments), [1]);
  t.same(server.lines(writes), []);
});

t.test('the comment is found on any page', async (t) => {
  const clock = new FakeClock();
  const { server, url, state } = await aServer(t, clock);
  for (let count = 0; count < 120; count += 1) state.addComment(7, human, `comment ${count}`);
  await publish({ url, clock }, { at: 1 });
  for (let count = 0; count < 120; count += 1) state.addComment(7, human, `more ${count}`);
  server.log.length = 0;
  t.equal(await publish({ url, clock }, { at: 2 }), 'updated');
  t.equal(state.comments.length, 241);
  const pages = server.log.filter(({ line }) => line === 'GET /repos/octo/linux/issues/7/comments');
  t.same([...new Set(pages.map(({ query }) => query.get('page')))], ['1', '2', '3']);
  t.ok(pages.every(({ query }) => query.get('per_page') === '100'));
});

t.test('a stranger’s comment is never changed nor believed, whatever it holds', async (t) => {
  const clock = new FakeClock();
  const { url, state } = await aServer(t, clock);
  const forged = writeMark(aMark({ at: 99 }, aContent({})));
  const before = state.addComment(7, stranger, `${forged}\nall is well`).body;
  t.equal(await publish({ url, clock }, { at: 1 }), 'created');
  t.equal(await publish({ url, clock }, { at: 2 }), 'updated');
  t.equal(state.comments[0]?.body, before);
  t.same(minutesIn(state.comments), [99, 2]);
  t.equal(state.comments[1]?.user, bot);
});

t.test('nor one of ours with the mark anywhere but in its first line: it may be quoted guest text', async (t) => {
  const clock = new FakeClock();
  const { url, state } = await aServer(t, clock);
  state.addComment(7, bot, `somebody else’s bot\n${writeMark(aMark({ at: 99 }, aContent({})))}`);
  t.equal(await publish({ url, clock }), 'created');
  t.match(state.comments[0]?.body, /^somebody/);
});

t.test('two suites have a comment each', async (t) => {
  const clock = new FakeClock();
  const { url, state } = await aServer(t, clock);
  await publish({ url, clock }, { suite: 'refuse', at: 2 });
  t.equal(await publish({ url, clock }, { suite: 'hold', at: 1 }), 'created');
  t.same(
    state.comments.map(({ body }) => readMark(body)?.suite),
    ['refuse', 'hold'],
  );
});

t.test('a person’s token publishes the comment alone: GitHub lets only apps make check runs', async (t) => {
  const clock = new FakeClock();
  const { url, state } = await aServer(t, clock);
  t.equal(await publish({ url, clock, token: 'human' }), 'created');
  t.equal(await publish({ url, clock, token: 'human' }, { at: 2 }), 'updated');
  t.same([state.comments.length, state.checkRuns.length], [1, 0]);
});

t.test('a comment that somebody deleted is made again, also when that happens under our hands', async (t) => {
  const clock = new FakeClock();
  const { server, url, state } = await aServer(t, clock);
  await publish({ url, clock }, { at: 1 });
  state.comments = [];
  t.equal(await publish({ url, clock }, { at: 2 }), 'created');
  for (const when of [/POST .*reactions/, /PATCH .*comments/]) {
    server.gate = {
      enter: async ({ line }) => {
        if (!when.test(line)) return;
        server.gate = undefined;
        state.comments = [];
      },
    };
    t.equal(await publish({ url, clock }, { at: when.source.startsWith('POST') ? 3 : 4 }), 'created', when.source);
    t.equal(state.comments.length, 1);
  }
  t.same(minutesIn(state.comments), [4]);
  t.same(state.reactions, []);
});

t.test('between two requests that change something there is a second, as GitHub asks', async (t) => {
  const clock = new FakeClock();
  const { server, url } = await aServer(t, clock);
  const times: number[] = [];
  server.gate = {
    enter: async ({ line }) => {
      if (writes.test(line)) times.push(clock.now());
    },
  };
  await publish({ url, clock }, { annotations: 70 });
  t.ok(times.length >= 4);
  for (const [index, time] of times.entries()) if (index > 0) t.ok(time - (times[index - 1] ?? 0) >= 1000);
});
