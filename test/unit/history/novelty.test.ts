import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openDatabase } from '../../../harness/history/database.ts';
import { noveltyOf } from '../../../harness/history/novelty.ts';
import { Past } from '../../../harness/history/past.ts';
import { remember } from '../../../harness/history/store.ts';
import type { RememberedCell, RememberedFailure, RememberedRun } from '../../../harness/records/outputs/history.ts';
import { aRememberedCell, aRememberedRun, cellId } from '../../fixtures/history.ts';

const fail = (id: string, ...failures: RememberedFailure[]): RememberedCell =>
  aRememberedCell(id, { status: 'fail', failures });
const guard: RememberedFailure = { kind: 'guard-tag' };
const oops = (title: string, fingerprint?: string): RememberedFailure => ({
  kind: 'splat:oops',
  title,
  ...(fingerprint !== undefined && { fingerprint }),
});
const base = cellId('base');
const mine = cellId('mine');

/** What is new in the last of some runs. */
function last(t: Test, ...runs: RememberedRun[]) {
  const database = openDatabase(join(t.testdir({}), 'h'));
  t.teardown(() => database.close());
  for (const run of runs) remember(database, run);
  const [run] = runs.slice(-1) as [RememberedRun];
  return noveltyOf(run, new Past(database, run));
}

t.test('new, known since, and never run before', async (t) => {
  const novelty = last(
    t,
    aRememberedRun(1, { cells: [fail(base, guard), aRememberedCell(mine)] }),
    aRememberedRun(2, { cells: [fail(base, guard, { kind: 'stall' }), aRememberedCell(mine)] }),
    aRememberedRun(5, {
      cells: [fail(base, guard, { kind: 'stall' }), fail(mine, guard), fail(cellId('mine', 'other'), guard)],
    }),
  );
  t.same(novelty, {
    at: '2026-11-05T12:00:00.000Z',
    flaky: [],
    first: [cellId('mine', 'other')],
    fresh: [mine],
    known: [{ cell: base, since: '2026-11-02T12:00:00.000Z', run: '020202020202' }],
    alarms: [],
  });
});

t.test('known is known since the first time', async (t) => {
  const day = (number: number): RememberedRun => aRememberedRun(number, { cells: [fail(mine, guard)] });
  t.same(last(t, day(2), day(1), day(3)).known, [
    { cell: mine, since: '2026-11-01T12:00:00.000Z', run: '010101010101' },
  ]);
});

t.test('one failure more than ever makes a cell new', async (t) => {
  const before = aRememberedRun(1, { cells: [fail(mine, guard)] });
  t.same(last(t, before, aRememberedRun(2, { cells: [fail(mine, guard, oops('x', '1'))] })).fresh, [mine]);
});

t.test('a kernel report is the same by its fingerprint; by its title where one of both has none', async (t) => {
  const seen = (one: RememberedFailure, other: RememberedFailure) =>
    last(t, aRememberedRun(1, { cells: [fail(mine, one)] }), aRememberedRun(2, { cells: [fail(mine, other)] })).known
      .length === 1;
  t.ok(seen(oops('in a', '1'), oops('in a.part.0', '1')));
  t.notOk(seen(oops('in a', '1'), oops('in a', '2')));
  t.ok(seen(oops('in a'), oops('in a', '2')));
  t.notOk(seen(oops('in a'), oops('in b', '2')));
  t.notOk(seen({ ...oops('in a', '1'), kind: 'splat:bug' }, oops('in a', '1')));
});

t.test('what came later, other parameters, flavours or sources say nothing', async (t) => {
  const now = aRememberedRun(5, { cells: [fail(mine, guard)] });
  const others: RememberedRun[] = [
    aRememberedRun(6, { cells: [fail(mine, guard)] }),
    aRememberedRun(1, { cells: [{ ...fail(mine, guard), parameters: { pages: 65 } }] }),
    aRememberedRun(2, { flavour: 'debug', cells: [fail(mine, guard)] }),
    aRememberedRun(3, {
      trees: now.trees.map((tree) => ({ ...tree, source: 'git:/x#y' })),
      cells: [fail(mine, guard)],
    }),
    aRememberedRun(4, { cells: [aRememberedCell(mine, { status: 'invalid' })] }),
  ];
  t.same(last(t, ...others, now).first, [mine]);
  for (const status of ['pass', 'refused'] as const) {
    const before = aRememberedRun(4, { cells: [aRememberedCell(mine, { status })] });
    t.same(last(t, ...others, before, now).fresh, [mine], `but one that was ${status} does`);
  }
});

t.test('native engine: a cell that passes and fails on one kernel is flaky', async (t) => {
  const native = (day: number, build: string, cells: RememberedCell[]): RememberedRun =>
    aRememberedRun(day, {
      engine: 'native',
      accelerator: 'kvm',
      trees: [{ id: 'mine', source: 's', build }],
      cells,
    });
  const [one, two] = [cellId('mine', 'w', 1), cellId('mine', 'w', 2)];
  t.same(last(t, native(1, 'b', [fail(one, guard), aRememberedCell(two)])).flaky, [mine], 'in one run');
  t.same(last(t, native(1, 'b', [aRememberedCell(one)]), native(2, 'b', [fail(one, guard)])).flaky, [mine], 'in two');
  const other = last(t, native(1, 'b', [aRememberedCell(one)]), native(2, 'c', [fail(one, guard)]));
  t.same([other.flaky, other.fresh], [[], [mine]], 'another kernel that fails is new');
});

t.test('deterministic engine: one cell that said two things is an alarm, whether or not it fails', async (t) => {
  const said = (day: number, key: string, text: string): RememberedRun =>
    aRememberedRun(day, { cells: [aRememberedCell(mine, { key, said: text })] });
  t.same(last(t, said(1, 'k', 'a'), said(2, 'k', 'b'), said(3, 'k', 'a')).alarms, [
    { cell: mine, run: '020202020202', started: '2026-11-02T12:00:00.000Z' },
  ]);
  t.match(last(t, said(1, 'k', 'a'), said(2, 'k', 'b'), said(3, 'k', 'c')).alarms, [{ run: '020202020202' }]);
  t.same(last(t, said(1, 'k', 'a'), said(2, 'k', 'a')).alarms, []);
  t.same(last(t, said(1, 'k', 'a'), said(2, 'l', 'b')).alarms, [], 'another cell may say something else');
  const cells = [fail(mine, guard)];
  const both = last(t, aRememberedRun(1), aRememberedRun(2, { cells }));
  t.same([both.flaky, both.fresh], [[], [mine]], 'a cell that has changed is new, and never flaky');
  const native = { engine: 'native', accelerator: 'kvm' } as const;
  t.same(last(t, { ...said(1, 'k', 'a'), ...native }, { ...said(2, 'k', 'b'), ...native }).alarms, [], 'by nature');
});
