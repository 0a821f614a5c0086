import t from 'tap';
import { judgeRun } from '../../../../harness/judge/verdict.ts';
import { lineNotes } from '../../../../harness/report/comment/annotations.ts';
import { aRun, type RunShape } from '../../../fixtures/run.ts';

const candidates = { mine: { claims: false }, hold: { claims: false } };
const notes = (trees: RunShape['trees']) => lineNotes(judgeRun(aRun({ candidates, ...(trees && { trees }) })));

t.test('what is known of lines: errors, then warnings, neutralised', (t) => {
  const warning = { file: 'mm/gup.c', line: 0, text: 'unused \u001b[31mvariable' };
  const message = 'fs/ext4/inode.c:34: the tree does not build\n  expected ";"';
  const at = { file: 'fs/ext4/inode.c', line: 34 };
  t.same(notes({ mine: { addedWarnings: [warning] }, hold: { outcome: 'failed', stage: 'build', message, at } }), [
    { path: at.file, line: at.line, level: 'failure', title: 'pinproof: hold does not build', message },
    {
      path: 'mm/gup.c',
      line: 1,
      level: 'warning',
      title: 'pinproof: mine adds a build warning',
      message: 'unused variable',
    },
  ]);
  t.same(notes({ hold: { outcome: 'failed', stage: 'config', message: 'CONFIG_X did not survive' } }), []);
  t.equal(notes({ mine: { addedWarnings: Array(999).fill(warning) } }).length, 250);
  t.end();
});

t.test('a regression at the guilty function', (t) => {
  const splat = {
    type: 'splat' as const,
    class: 'warning',
    kind: 'warning',
    title: 'WARNING in try_grab_folio',
    function: 'try_grab_folio',
    fingerprint: '0123456789ab',
    truncated: false,
    firstLine: 1,
    lastLine: 2,
    text: 'WARNING: CPU: 0 PID: 1 at mm/gup.c:220 try_grab_folio+0x1/0x2\n',
    locations: [
      { at: 'try_grab_folio+0x1/0x2', frames: [{ function: 'try_grab_folio', file: 'mm/gup.c', line: 220 }] },
    ],
  };
  const shape: RunShape = { candidates, filesystems: ['ext4', 'xfs'] };
  const run = aRun(shape);
  const cells = run.cells.map((record) =>
    record.cell.tree === 'mine' && record.cell.workload === 'rdma-write-writeback' && 'observations' in record
      ? { ...record, observations: [...record.observations, splat] }
      : record,
  );
  const [note, ...more] = lineNotes(judgeRun({ ...run, cells }));
  t.match(note, {
    path: 'mm/gup.c',
    line: 220,
    level: 'failure',
    title: 'pinproof: mine: rdma-write-writeback: regressed',
  });
  t.match(note?.message, /^dif1-dix1\/ext4, dif1-dix1\/xfs: /);
  t.same(more, [], 'both sites in one');
  t.end();
});
