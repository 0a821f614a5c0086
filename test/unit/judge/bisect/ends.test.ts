import t from 'tap';
import { differs, matchesCell } from '../../../../harness/judge/bisect/ends.ts';
import { bisectCodeOf } from '../../../../harness/judge/bisect/exit.ts';
import { sideOf, sideOfRepeats } from '../../../../harness/judge/bisect/side.ts';
import type { CellStatus, Comparison, VerdictRecord, VerdictWord } from '../../../../harness/records/run/verdict.ts';

const doing = (status: CellStatus, ...signs: string[]) => ({ status, signs: new Set(signs), what: '', repeat: '' });
const compared = (verdict: VerdictWord, base: CellStatus, candidateStatus: CellStatus): Comparison => ({
  candidate: 'mine',
  cell: 'd/f/w/1',
  base,
  candidateStatus,
  verdict,
  claimed: false,
  why: '',
});

t.test('a pattern is a part of a cell’s name; a star is anything, a dot a dot', async (t) => {
  const cell = 'dif1-dix1/ext4/late-write+rdma/1';
  for (const pattern of ['', 'ext4', 'dif1*rdma', 'late-write+rdma', '*']) t.ok(matchesCell(cell, pattern), pattern);
  for (const pattern of ['xfs', 'ext.', 'rdma*dif1', '(', '[a-z]']) t.notOk(matchesCell(cell, pattern), pattern);
});

t.test('only facts differ', async (t) => {
  t.ok(differs(compared('regressed', 'pass', 'fail')));
  t.ok(differs(compared('fixed', 'fail', 'pass')));
  t.ok(differs(compared('refused', 'fail', 'refused')));
  t.notOk(differs(compared('refused', 'refused', 'refused')), 'the base refuses, too');
  for (const word of ['unchanged-good', 'unchanged-bad', 'invalid', 'inconclusive'] as const)
    t.notOk(differs(compared(word, 'fail', 'invalid')), word);
});

t.test('a tree is like the one end, like the other, or says nothing of it', async (t) => {
  const ends = {
    site: 'd/f/w/1',
    comparison: compared('regressed', 'fail', 'fail'),
    base: doing('fail', 'guard-tag'),
    whole: doing('fail', 'guard-tag', 'splat:oops BUG in f', 'log:block-error'),
    added: ['splat:oops BUG in f'],
    gone: [],
  };
  t.equal(sideOf(doing('fail', 'splat:oops BUG in f'), ends), 'new', 'what comes along may stay away');
  t.equal(sideOf(doing('fail', 'guard-tag', 'log:block-error'), ends), 'old');
  t.equal(sideOf(doing('pass'), ends), 'untestable', 'neither end passes');
  for (const status of ['invalid', 'lost', 'refused'] as const) t.equal(sideOf(doing(status), ends), 'untestable');
  const passes = { ...ends, base: doing('pass') };
  t.equal(sideOf(doing('pass'), passes), 'old');
  t.equal(sideOf(doing('fail', 'splat:oops BUG in g'), passes), 'untestable', 'another oops is another bug');
  const fixed = { ...ends, base: doing('fail', 'guard-tag'), whole: doing('pass'), added: [], gone: ['guard-tag'] };
  t.equal(sideOf(doing('pass'), fixed), 'new');
  t.equal(sideOf(doing('fail', 'guard-tag', 'stall'), fixed), 'old');
  t.equal(sideOf(doing('fail', 'stall'), fixed), 'untestable');
  const exchanged = { ...ends, base: doing('fail', 'stall'), gone: ['stall'] };
  t.equal(sideOf(doing('fail', 'stall', 'splat:oops BUG in f'), exchanged), 'untestable', 'it shows both');
});

t.test('numbers must carry a step three times over, for it is looked at thrice', async (t) => {
  const end = compared('regressed', 'pass', 'fail');
  const side = { failures: 0, runs: 20, leftOut: { refused: 0, invalid: 0, lost: 0 } };
  const counted = (adjusted: number): Comparison => ({
    ...end,
    statistics: { base: side, candidate: side, tested: 'more', gravity: 'crash', p: adjusted, adjusted },
  });
  t.equal(sideOfRepeats(counted(0.016), end), 'new');
  t.equal(sideOfRepeats(counted(0.04), end), undefined);
  t.equal(sideOfRepeats(compared('inconclusive', 'pass', 'fail'), end), undefined);
  t.equal(sideOfRepeats(compared('unchanged-good', 'pass', 'pass'), end), 'old');
  t.equal(sideOfRepeats(compared('unchanged-bad', 'fail', 'fail'), end), 'old');
  t.equal(sideOfRepeats(compared('invalid', 'pass', 'invalid'), end), 'untestable');
  t.equal(sideOfRepeats(compared('fixed', 'fail', 'pass'), end), 'untestable', 'the other way round');
});

t.test('what a commit is to git bisect run', async (t) => {
  const code = (
    comparisons: Comparison[],
    status: CellStatus = 'pass',
    failure?: VerdictRecord['trees'][string]['failure'],
    kind = 'content',
  ): number =>
    bisectCodeOf({
      comparisons,
      trees: { base: { title: '', addedWarnings: [], ...(failure && { failure }) } },
      cells: [{ status, failures: status === 'fail' ? [{ kind, count: 1, detail: '' }] : [] }],
    } as unknown as VerdictRecord);
  t.equal(code([]), 0);
  t.equal(code([], 'fail'), 1);
  for (const status of ['refused', 'invalid', 'lost'] as const) t.equal(code([], status), 125, status);
  t.equal(code([], 'fail', undefined, 'boot'), 125, 'a tree that does not boot says nothing of the cell');
  t.equal(code([], 'lost', { outcome: 'failed', stage: 'build', message: '' }), 125);
  t.equal(code([compared('regressed', 'pass', 'fail')], 'fail'), 1);
  t.equal(code([compared('unchanged-bad', 'fail', 'fail')], 'fail'), 0, 'the base is the measure');
  t.equal(code([compared('unchanged-good', 'pass', 'pass'), compared('invalid', 'pass', 'invalid')]), 125);
  t.equal(code([compared('regressed', 'pass', 'fail'), compared('invalid', 'pass', 'invalid')]), 1);
});
