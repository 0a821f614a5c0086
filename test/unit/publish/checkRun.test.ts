import t from 'tap';
import { externalIdOf, nextCheckStep, payloadFrom } from '../../../harness/publish/checkRun.ts';
import type { CheckRun } from '../../../harness/publish/github.ts';
import { aContent, aMark, aServer, bot, FakeClock, heads, publish } from './helpers.ts';

const mark = (at: number) => aMark({ at }, 'x');
const aRun = (at: number, over: Partial<CheckRun> = {}): CheckRun => ({
  id: at,
  externalId: externalIdOf(mark(at)),
  completed: true,
  app: 'github-actions',
  annotations: 0,
  ...over,
});
const next = (...found: CheckRun[]) => nextCheckStep(mark(2), found, bot.login);

t.test('which check run: a new one, one that was begun, or none', (t) => {
  t.same(next(), { do: 'create' });
  t.same(next(aRun(1)), { do: 'create' });
  t.same(next(aRun(1), aRun(2)), { do: 'nothing', why: 'same' });
  t.same(next(aRun(2, { completed: false, annotations: 50 })), { do: 'continue', id: 2, from: 50 });
  t.same(next(aRun(3), aRun(2)), { do: 'nothing', why: 'newer' });
  t.same(next(aRun(3, { app: 'other-app' })), { do: 'create' }, 'another app’s is not believed');
  t.same(next(aRun(3, { externalId: 'x' })), { do: 'create' });
  t.end();
});

t.test('fifty annotations a request; the last one completes it', async (t) => {
  for (const [annotations, requests] of [
    [0, 1],
    [50, 1],
    [51, 2],
    [120, 3],
  ] as const) {
    const clock = new FakeClock();
    const { server, url, state } = await aServer(t, clock);
    await publish({ url, clock }, { annotations });
    const [run] = state.checkRuns;
    t.equal(state.checkRuns.length, 1);
    t.match(run, { head_sha: heads.now, name: 'pinproof refuse', status: 'completed', conclusion: 'success' });
    t.same(
      run?.annotations.map(({ start_line }) => start_line),
      Array.from({ length: annotations }, (_, index) => index + 1),
    );
    t.equal(server.lines(/check-runs(\/\d+)?$/).filter((line) => !line.startsWith('GET')).length, requests);
  }
});

t.test('until then it is not over, whatever it will say', (t) => {
  const content = aContent({ annotations: 60 });
  t.match(payloadFrom(content, mark(1), 0), { status: 'in_progress', conclusion: undefined });
  t.match(payloadFrom(content, mark(1), 50), { status: 'completed', conclusion: 'success' });
  t.end();
});

t.test('where an annotation request fails, publishing goes on from what was taken', async (t) => {
  for (const fault of [{ cut: 'before' }, { cut: 'after' }, { badGateway: 'after' }, { status: 503 }] as const) {
    const clock = new FakeClock();
    const { server, url, state } = await aServer(t, clock);
    server.fail(/^POST .*check-runs$/, fault);
    server.fail(/^PATCH .*check-runs/, fault);
    t.equal(await publish({ url, clock }, { annotations: 120 }), 'created');
    t.equal(state.checkRuns.length, 1);
    t.match(state.checkRuns[0], { status: 'completed' });
    t.same(
      state.checkRuns[0]?.annotations.map(({ start_line }) => start_line),
      Array.from({ length: 120 }, (_, index) => index + 1),
      JSON.stringify(fault),
    );
  }
});

t.test('a publisher that died between two of them is gone on from by the next one', async (t) => {
  const clock = new FakeClock();
  const { server, url, state } = await aServer(t, clock);
  server.fail(/^PATCH .*check-runs/, ...Array.from({ length: 40 }, () => ({ status: 500 })));
  await t.rejects(publish({ url, clock }, { annotations: 70 }), { message: /status 500/, blame: 'infrastructure' });
  t.match(state.checkRuns[0], { status: 'in_progress' });
  server.rules.length = 0;
  t.equal(await publish({ url, clock }, { annotations: 70 }), 'unchanged');
  t.equal(state.checkRuns.length, 1);
  t.match(state.checkRuns[0], { status: 'completed', conclusion: 'success' });
  t.equal(state.checkRuns[0]?.annotations.length, 70);
});
