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
