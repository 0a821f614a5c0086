import t from 'tap';
import { compareMarks, readMark } from '../../../harness/publish/mark.ts';
import { aServer, bot, FakeClock, heads, minutesIn, publish, type RunShape } from './helpers.ts';
import { Turns } from './turns.ts';

type World = Awaited<ReturnType<typeof aServer>> & { clock: FakeClock };

/** Publishers on one server, with their requests in a given order. */
async function race(world: World, runs: Record<string, RunShape>, order: Iterable<string>) {
  const { server, url, clock } = world;
  const turns = new Turns(server, clock);
  const lanes = Object.keys(runs);
  const all = lanes.map((lane) => turns.follow(lane, publish({ url, clock, lane }, runs[lane])));
  const ended = Promise.allSettled(all);
  await turns.play(order, lanes);
  server.gate = undefined;
  return ended;
}

/** What must be so whatever the order was. */
function faults({ state }: World, newest: number): string[] {
  const head = state.pulls.get(7)?.head ?? '';
  const wrong: string[] = [];
  const there = state.comments.filter(({ user }) => user === bot);
  if (there.length !== 1) wrong.push(`${there.length} comments`);
  if (minutesIn(there)[0] !== newest) wrong.push(`of the run of minute ${minutesIn(there)}, not ${newest}`);
  for (const { before, after } of state.writes) {
    const [was, is] = [readMark(before ?? ''), readMark(after)];
    if (was && is && compareMarks(is, was, head) < 0) wrong.push(`${is.at} written over ${was.at}`);
  }
  if (state.reactions.length > 0) wrong.push('a lock was left behind');
  const checks = state.checkRuns.map(({ external_id }) => Date.parse(external_id.split(' ')[1] ?? '') / 60_000);
  if (checks.at(-1) !== newest) wrong.push(`the latest check run is of minute ${checks.at(-1)}`);
  if (new Set(checks).size !== checks.length) wrong.push('two check runs of one run');
  return wrong;
}

async function aWorld(t: { teardown(what: () => void): unknown }, first?: RunShape): Promise<World> {
  const clock = new FakeClock();
  const world = { ...(await aServer(t, clock)), clock };
  if (first !== undefined) await publish({ url: world.url, clock }, first);
  return world;
}

/** More requests than a publisher makes in all. */
const most = 12;
const times = (lane: string, count: number): string[] => Array.from({ length: count }, () => lane);
/** Every way in which one does a part, then the other a part, and then each the rest. */
const orders = Array.from({ length: most + 1 }, (_, first) =>
  [1, 3, 5, 7, most].map((second) => [...times('a', first), ...times('b', second)]),
).flat();

for (const [what, first] of [
  ['both make the comment', undefined],
  ['both update it', { at: 1 }],
] as const) {
  for (const [who, runs] of [
    ['the older one first', { a: { at: 2 }, b: { at: 3 } }],
    ['the newer one first', { a: { at: 3 }, b: { at: 2 } }],
    ['of the same run', { a: { at: 3 }, b: { at: 3 } }],
  ] as const) {
    t.test(`${what}, ${who}: met at each request`, async (t) => {
      for (const order of orders) {
        const world = await aWorld(t, first);
        const ended = await race(world, runs, order);
        const wrong = [
          ...ended.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : [])),
          ...faults(world, 3),
        ];
        if (wrong.length > 0) t.fail(`${order.join('')}: ${wrong.join('; ')}`);
        world.server.close();
      }
      t.pass(`${orders.length} orders`);
    });
  }
}

t.test('three at once, in orders drawn at random', async (t) => {
  // A linear congruential generator: the same orders each time.
  let seed = 1;
  const draw = (): string => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return 'abc'[Math.floor(seed / 65536) % 3] ?? 'a';
  };
  for (let round = 0; round < 40; round += 1) {
    const world = await aWorld(t, round % 2 === 0 ? undefined : { at: 1 });
    const order = Array.from({ length: 48 }, draw);
    const ended = await race(world, { a: { at: 3 }, b: { at: 4 }, c: { at: 2 } }, order);
    t.ok(ended.every(({ status }) => status === 'fulfilled'));
    t.same(faults(world, 4), [], order.join(''));
    world.server.close();
  }
});

t.test('the head moves on while a run of the old one is published', async (t) => {
  for (let before = 0; before <= most; before += 1) {
    const world = await aWorld(t, { at: 1 });
    const { server, url, clock, state } = world;
    const turns = new Turns(server, clock);
    const old = turns.follow('a', publish({ url, clock, lane: 'a' }, { at: 2 }));
    const ended = Promise.allSettled([old]);
    for (let turn = 0; turn < before; turn += 1) await turns.turn('a');
    const moved = '3'.repeat(40);
    state.pulls.set(7, { head: moved, base: heads.base });
    const late = turns.follow('b', publish({ url, clock, lane: 'b' }, { at: 3, head: moved }));
    await turns.play([], ['b', 'a']);
    t.equal(await late, 'updated');
    await ended;
    t.same(faults(world, 3), [], `after ${before} requests`);
    server.close();
  }
});

t.test('a publisher that died while it held the lock is waited for, but not for ever', async (t) => {
  const world = await aWorld(t, { at: 1 });
  const { url, clock, state } = world;
  const [comment] = state.comments;
  state.reactions.push({ id: 1, comment: comment?.id ?? 0, content: 'eyes', user: bot, created: clock.now() });
  const begun = clock.now();
  const told: string[] = [];
  t.equal(await publish({ url, clock, told }, { at: 2 }), 'updated');
  t.same(faults(world, 2), []);
  t.ok(clock.now() - begun >= 180_000);
  t.match(told.join('\n'), 'another publisher is at comment');
});

t.test('one that comes back after its lock was broken writes nothing old', async (t) => {
  for (let before = 0; before <= most; before += 1) {
    const world = await aWorld(t, { at: 1 });
    const { server, clock } = world;
    const turns = new Turns(server, clock);
    const { url } = world;
    const slow = turns.follow('a', publish({ url, clock, lane: 'a' }, { at: 2 }));
    const ended = Promise.allSettled([slow]);
    for (let turn = 0; turn < before; turn += 1) await turns.turn('a');
    // While it is stopped, time passes; the other one breaks its lock if it has one.
    clock.time += 400_000;
    turns.follow('b', publish({ url, clock, lane: 'b' }, { at: 3 })).catch(t.error);
    await turns.play([], ['b', 'a']);
    await ended;
    t.same(faults(world, 3), [], `after ${before} requests`);
    server.close();
  }
});
