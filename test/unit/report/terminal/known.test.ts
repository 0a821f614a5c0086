import t from 'tap';
import { judgeRun } from '../../../../harness/judge/verdict.ts';
import type { LocatedIssue } from '../../../../harness/records/inputs/known.ts';
import { renderVerdict } from '../../../../harness/report/terminal/terminal.ts';
import { widthOf } from '../../../../harness/text/width.ts';
import { anIssue, healthy } from '../../../fixtures/records.ts';
import { aRun } from '../../../fixtures/run.ts';
import { aSplat } from '../../judge/detectors/facts.ts';

const show = (known: LocatedIssue[], title = 'WARNING in f', name = 'warning', width = 100): string =>
  renderVerdict(judgeRun(aRun({ known, observed: () => [...healthy, aSplat(name, title)] })), {
    colour: false,
    unicode: true,
    width,
    runFolder: '/runs/1',
  });

t.test('one line says what was not counted, and none where there is nothing to say', (t) => {
  const text = show([anIssue()]);
  t.match(
    text,
    /^ {2}Base evaluated: 2 pass\n {2}Known issues, not counted as failures: known\.yaml:3:5 \(2 reports in 2 cells\)\n\n/m,
  );
  t.notMatch(text, /Note:|switched/);
  t.notMatch(show([]), /Known issues|Note:|switched/);
  t.end();
});

t.test('an entry that was about nothing is noted', (t) => {
  const text = show([anIssue({ pattern: 'WARNING in g' })]);
  t.match(text, /^ {2}Note: known\.yaml:3:5: nothing in this run was "WARNING in g"$/m);
  t.notMatch(text, /Known issues/);
  const { pattern: _pattern, ...rest } = anIssue({ fingerprint: '0a1b2c3d4e5f' });
  t.match(show([rest]), /Note: known\.yaml:3:5: nothing in this run was "0a1b2c3d4e5f"/);
  t.end();
});

t.test('it says where the kernel would have found nothing more', (t) => {
  const text = show([anIssue({ pattern: 'possible deadlock in f' })], 'possible deadlock in f', 'lockdep');
  t.match(text, /^ {2}Behind known issues the kernel has switched lockdep off, in 2 cells$/m);
  t.end();
});

t.test('what a suite says is neutralised, and lines are no wider than the terminal', (t) => {
  const text = show(
    [anIssue({ pattern: 'WARNING in \u001b\\[31mg\u202e', where: `${'long/'.repeat(20)}known.yaml:3:5` })],
    '',
    '',
    60,
  );
  for (const character of ['\u001b', '\u202e']) t.notOk(text.includes(character));
  const lines = text.split('\n').filter((line) => !/^ {2}(repeat|artefacts) /.test(line));
  for (const line of lines) t.ok(widthOf(line) <= 60, line);
  t.end();
});
