import t from 'tap';
import { judgeRun } from '../../../harness/judge/verdict.ts';
import { lineNotes } from '../../../harness/report/comment/annotations.ts';
import { aRun, type RunShape } from '../../fixtures/run.ts';

const notes = (trees: RunShape['trees']) =>
  lineNotes(
    judgeRun(aRun({ candidates: { mine: { claims: false }, hold: { claims: false } }, ...(trees && { trees }) })),
  );

t.test('the compiler’s errors, then the warnings that candidates add', (t) => {
  const warning = { file: 'mm/gup.c', line: 0, text: 'unused \u001b[31mvariable' };
  const message = 'fs/ext4/inode.c:34: the tree does not build\n  expected ";"';
  t.same(notes({ mine: { addedWarnings: [warning] }, hold: { outcome: 'failed', stage: 'build', message } }), [
    { path: 'fs/ext4/inode.c', line: 34, level: 'failure', title: 'hold does not build', message },
    {
      path: 'mm/gup.c',
      line: 1,
      level: 'warning',
      title: 'mine adds a compiler warning',
      message: 'unused variable',
    },
  ]);
  t.same(notes({ hold: { outcome: 'failed', stage: 'config', message: 'CONFIG_X did not survive' } }), []);
  t.equal(notes({ mine: { addedWarnings: Array(999).fill(warning) } }).length, 250);
  t.end();
});

t.test('places of kernel reports where something regressed, once each', (t) => {
  const verdict = judgeRun(aRun({ candidates: { mine: { claims: false } }, filesystems: ['ext4', 'xfs'] }));
  const failure = { kind: 'splat:warning', count: 1, detail: 'WARNING in f', line: 'mm/gup.c:220' };
  const cells = verdict.cells.map((cell) => ({ ...cell, failures: [failure, { ...failure, line: '' }] }));
  const comparisons = verdict.comparisons.map((each) => ({
    ...each,
    verdict: each.cell.includes('rdma') ? ('regressed' as const) : each.verdict,
  }));
  t.same(lineNotes({ ...verdict, cells, comparisons }), [
    {
      path: 'mm/gup.c',
      line: 220,
      level: 'failure',
      title: 'mine: a kernel report where something regressed',
      message: 'WARNING in f\ndif1-dix1/ext4/rdma-write-writeback/1\ndif1-dix1/xfs/rdma-write-writeback/1',
    },
  ]);
  t.end();
});
