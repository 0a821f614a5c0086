import t from 'tap';
import { compareRuns } from '../../../../harness/judge/runs/compareRuns.ts';
import type { History, RememberedRun } from '../../../../harness/records/outputs/history.ts';
import { renderComparison } from '../../../../harness/report/commands/comparison.ts';
import { renderHistory } from '../../../../harness/report/commands/history.ts';
import { aRememberedCell, aRememberedRun, cellId } from '../../../fixtures/history.ts';
import { matchesGolden } from '../../../golden.ts';

const screen = { colour: false, unicode: true, width: 120 };
const failing = aRememberedCell(cellId('mine'), {
  status: 'fail',
  failures: [{ kind: 'guard-tag' }, { kind: 'splat:oops', title: 'oops \u001b[31min\u202e a\nb' }],
});
const good = aRememberedRun(1);
const bad = aRememberedRun(2, { conclusion: 'regression', cells: [aRememberedCell(cellId('base')), failing] });
const historyOf = (...runs: RememberedRun[]): History => ({
  format: 'pinproof.history/1',
  runs: runs.map((run, index) => {
    const before = runs[index + 1];
    return before === undefined ? { run } : { run, changes: compareRuns(before, run) };
  }),
});
const show = (history: History, over = {}) => renderHistory(history, { ...screen, narrowed: false, left: 0, ...over });

t.test('runs, the newest first, and what each changed', async (t) => {
  const stopped = aRememberedRun(3, { state: 'failed', message: 'the disk\u001b[2J is full', cells: [] });
  const { conclusion: _, ...failed } = stopped;
  matchesGolden(t, 'report/history.txt', show(historyOf(bad, good, failed)));
  t.match(show(historyOf(bad, good), { narrowed: true }), / mine +1 fail, 1 pass +1 worse\n.* mine +2 pass +·\n/);
  t.match(show(historyOf(good), { left: 7 }), /\n\n {2}7 older runs are not shown: --json has all\n$/);
  t.equal(show(historyOf()), '  No run is remembered yet: pinproof run makes one\n');
  t.match(show(historyOf(aRememberedRun(4), good)), /the same\n/);
  const base = aRememberedRun(4, { trees: good.trees.slice(0, 1) });
  t.match(show(historyOf(base)), /base evaluated/, 'without a candidate nothing can have regressed');
});

const compare = (before: RememberedRun, after: RememberedRun, width = 120) =>
  renderComparison(compareRuns(before, after), { before, after }, { ...screen, width });

t.test('two runs: what got worse, in words that are safe to print', async (t) => {
  matchesGolden(t, 'report/comparison.txt', compare(good, { ...bad, qemu: '8.1.0' }));
});

t.test('costs, new and gone cells, and the last word', async (t) => {
  const cost = (fsync: number) => aRememberedCell(cellId('mine'), { costs: { fsync } });
  const dearer = compare({ ...good, cells: [cost(100)] }, { ...good, cells: [cost(120)] });
  t.match(dearer, /1 more than 5 % dearer +instructions +before +after\n.*\n.*mine\/\S+ +fsync +100 +120 +\+20\.0 %\n/);
  t.match(dearer, /\n {2}Worse: 1 cell in both\n$/);
  t.match(
    compare({ ...good, cells: [cost(120)] }, { ...good, cells: [cost(100)] }),
    /cheaper[\s\S]*-16\.7 %[\s\S]*No worse/,
  );
  const others = Array.from({ length: 12 }, (_, index) => aRememberedCell(cellId('mine', `x${index}`)));
  const apart = compare({ ...good, cells: others }, good);
  t.match(apart, / 2 new: base\S+, mine\S+\n/);
  t.match(apart, / 12 gone: mine[\s\S]* 4 more\n/);
  t.match(apart, /Nothing to compare: the runs have no cell in common\n$/);
  const lost = { ...good, cells: good.cells.map((cell) => ({ ...cell, status: 'lost' as const })) };
  t.match(
    compare(good, lost),
    /2 no longer says anything[\s\S]*Inconclusive: 2 of 2 cells in both no longer say anything\n$/,
  );
  t.match(compare(good, good), /No worse: 2 cells in both\n$/);
});
