import t from 'tap';
import { changeOf } from '../../../harness/judge/runs/cells.ts';
import { compareRuns, isWorse } from '../../../harness/judge/runs/compareRuns.ts';
import {
  type RememberedCell,
  type RememberedFailure,
  type RememberedRun,
  runComparisonSchema,
} from '../../../harness/records/outputs/history.ts';
import { aRememberedCell, aRememberedRun, cellId } from '../../fixtures/history.ts';

const guard: RememberedFailure = { kind: 'guard-tag' };
const error: RememberedFailure = { kind: 'fsync-error' };
const oops: RememberedFailure = { kind: 'splat:oops', title: 'an oops', fingerprint: '1' };
const compare = (before: Partial<RememberedRun>, after: Partial<RememberedRun>) => {
  const comparison = compareRuns(aRememberedRun(1, before), aRememberedRun(2, after));
  t.same(runComparisonSchema.parse(comparison), comparison);
  return comparison;
};

t.test('what a cell did and does', async (t) => {
  const outcome = (word: string) => {
    const [status, ...kinds] = word.split(' ') as [RememberedCell['status'], ...string[]];
    return {
      status,
      claimed: kinds.includes('claimed'),
      failures: kinds.map((kind) =>
        kind === 'oops2' ? { ...oops, fingerprint: '2' } : kind === 'oops' ? oops : { kind },
      ),
    };
  };
  for (const [before, after, change] of [
    ['pass', 'pass', 'same'],
    ['pass', 'fail guard-tag', 'worse'],
    ['pass', 'refused', 'worse'],
    ['pass', 'refused claimed', 'changed'],
    ['pass', 'invalid', 'untold'],
    ['pass', 'lost', 'untold'],
    ['fail guard-tag', 'pass', 'better'],
    ['fail guard-tag', 'refused', 'changed'],
    ['fail guard-tag', 'fail guard-tag', 'same'],
    ['fail guard-tag', 'fail fsync-error', 'better'],
    ['fail fsync-error', 'fail guard-tag fsync-error', 'worse'],
    ['fail guard-tag fsync-error', 'fail guard-tag', 'changed'],
    ['fail oops', 'fail oops2', 'changed'],
    ['fail guard-tag', 'lost', 'untold'],
    ['refused', 'pass', 'better'],
    ['refused', 'refused', 'same'],
    ['refused', 'fail guard-tag', 'worse'],
    ['invalid', 'lost', 'same'],
    ['invalid', 'fail oops', 'changed'],
    ['lost', 'pass', 'changed'],
  ] as const)
    t.equal(changeOf(outcome(before), outcome(after)), change, `${before} -> ${after}`);
});

t.test('worse, better, new, gone, and other parameters', async (t) => {
  const cell = (name: string, ...failures: RememberedFailure[]) =>
    aRememberedCell(cellId('mine', name), failures.length > 0 ? { status: 'fail', failures } : {});
  const comparison = compare(
    { cells: [cell('a'), cell('b', guard), cell('c'), cell('d'), cell('e')] },
    { cells: [cell('a', guard, oops, error), cell('b'), cell('c'), { ...cell('e'), parameters: {} }, cell('f')] },
  );
  t.same(comparison, {
    before: '010101010101',
    after: '020202020202',
    setup: [],
    compared: 3,
    worse: [{ cell: cellId('mine', 'a'), before: 'pass', after: 'fail: an oops, guard-tag, fsync-error' }],
    better: [{ cell: cellId('mine', 'b'), before: 'fail: guard-tag', after: 'pass' }],
    changed: [],
    untold: [],
    added: [cellId('mine', 'f')],
    gone: [cellId('mine', 'd')],
    otherParameters: [cellId('mine', 'e')],
    dearer: [],
    cheaper: [],
  });
  t.equal(isWorse(comparison), true);
});

t.test('costs that moved by more than the later suite lets pass', async (t) => {
  const costs = (fsync: number, mr: number, more = {}) => ({
    cells: [aRememberedCell(cellId('mine'), { costs: { fsync, mr, ...more } })],
  });
  const moved = compare(costs(100, 100, { old: 1, none: 0 }), costs(106, 94, { new: 1, none: 5 }));
  t.same(moved.dearer, [{ cell: cellId('mine'), op: 'fsync', before: 100, after: 106, percent: 6 }]);
  t.same(moved.cheaper, [{ cell: cellId('mine'), op: 'mr', before: 100, after: 94, percent: -6 }]);
  t.ok(isWorse(moved));
  t.notOk(isWorse(compare(costs(100, 100), costs(105, 95))), 'up to the limit');
  t.ok(isWorse(compare(costs(100, 100), { ...costs(105, 95), thresholds: { instructions: 4 } })));
});

t.test('in what the runs themselves differ', async (t) => {
  const [base, mine] = aRememberedRun(1).trees as [RememberedRun['trees'][0], RememberedRun['trees'][0]];
  const setup = (before: Partial<RememberedRun>, after: Partial<RememberedRun>) =>
    compare(before, after).setup.map(({ what, before, after }) => `${what}: ${before} -> ${after}`);
  t.same(setup({ name: 'a', qemu: '7.2.0' }, { name: 'b', qemu: '8.1.0' }), ['suite: a -> b', 'QEMU: 7.2.0 -> 8.1.0']);
  t.same(
    setup(
      { trees: [{ ...base, label: 'v6.12 aa' }, mine] },
      { trees: [{ ...base, build: 'b9', label: 'v6.12 bb' }, mine] },
    ),
    ['base: debian:linux-source-6.1 (v6.12 aa), 6.1.192 -> debian:linux-source-6.1 (v6.12 bb), 6.1.192'],
  );
  t.same(
    setup({ trees: [base, mine] }, { trees: [{ ...base, build: 'b9' }, mine] }),
    ['base: debian:linux-source-6.1, 6.1.192, build b0 -> debian:linux-source-6.1, 6.1.192, build b9'],
    'one name, two kernels',
  );
  t.same(setup({ trees: [{ ...base, source: 'elsewhere' }, mine] }, {}), [], 'two names, one kernel');
  const patched = (build: string, hash: string) => ({ ...mine, build, patches: [{ subject: 's', hash }] });
  t.same(setup({ trees: [base, patched('b1', 'aabbccddee')] }, { trees: [base, patched('b2', 'bbccddeeff')] }), [
    'candidate: mine, 1 patch aabbccdd -> mine, 1 patch bbccddee',
  ]);
  t.same(setup({}, { trees: [base, mine, { ...mine, id: 'other' }] }), ['candidate: none -> other']);
  t.same(setup({ trees: [base, mine, { ...mine, id: 'other' }] }, {}), ['candidate: other -> none']);
  t.same(setup({ trees: [base] }, { trees: [{ id: 'base', source: base.source, failed: 'apply' }] }), [
    'base: debian:linux-source-6.1, 6.1.192 -> debian:linux-source-6.1, failed to apply',
  ]);
  const host = { system: 'Linux 6', processor: 'x', processors: 2, memory: 1, node: '24' };
  const other = { ...host, processors: 4 };
  t.same(setup({ host }, { host: other }), [], 'where instructions are counted the machine has no say');
  t.same(setup({ host, engine: 'native' }, { host: other, engine: 'native' }), ['machine: 2 x x -> 4 x x']);
});

t.test('one candidate under two names is one that was revised', async (t) => {
  const trees = (id: string) => [
    { id: 'base', source: 's' },
    { id, source: 's' },
  ];
  const failing = aRememberedCell(cellId('v2'), { status: 'fail', failures: [guard] });
  const one = compare(
    { trees: trees('v1'), cells: [aRememberedCell(cellId('v1'))] },
    { trees: trees('v2'), cells: [failing] },
  );
  t.match(one, { compared: 1, worse: [{ cell: cellId('v2') }], added: [], gone: [] });
  const more = [...trees('v1'), { id: 'x', source: 's' }];
  const two = compare(
    { trees: more, cells: [aRememberedCell(cellId('v1'))] },
    { trees: trees('v2'), cells: [failing] },
  );
  t.match(two, { compared: 0, added: [cellId('v2')], gone: [cellId('v1')] }, 'of several nobody can say which');
});

t.test('native engine: rates, and only what is significant', async (t) => {
  const runs = (failures: number, all: number, ...kinds: RememberedFailure[]) => ({
    engine: 'native' as const,
    cells: Array.from({ length: all }, (_, index) =>
      aRememberedCell(cellId('mine', 'w', index + 1), index < failures ? { status: 'fail', failures: kinds } : {}),
    ),
  });
  const worse = compare(runs(0, 20), runs(9, 20, guard));
  t.same(worse.worse, [{ cell: cellId('mine'), before: '0/20 pass', after: '9/20 fail: guard-tag' }]);
  t.equal(worse.compared, 1);
  t.match(compare(runs(9, 20, guard), runs(0, 20)), { better: [{ cell: cellId('mine') }], worse: [] });
  t.notOk(isWorse(compare(runs(0, 20), runs(3, 20, guard))), 'three of twenty may be chance');
  t.match(compare(runs(9, 20, guard), runs(9, 20, oops)), { worse: [], changed: [{ cell: cellId('mine') }] });
  const none = { ...runs(0, 0), cells: [aRememberedCell(cellId('mine', 'w', 1), { status: 'lost' })] };
  t.match(compare(runs(9, 20, guard), none), { untold: [{ after: 'lost' }] });
  const many = (failures: number) => ({
    engine: 'native' as const,
    cells: Array.from({ length: 10 }, (_, site) =>
      runs(site === 0 ? failures : 0, 20, guard).cells.map((cell) => ({
        ...cell,
        id: cell.id.replace('/w/', `/w${site}/`),
      })),
    ).flat(),
  });
  t.ok(isWorse(compare(runs(0, 20), runs(5, 20, guard))));
  t.notOk(isWorse(compare(many(0), many(5))), 'of ten cells one may be so by chance');
});
