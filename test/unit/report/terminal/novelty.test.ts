import t from 'tap';
import type { Novelty } from '../../../../harness/records/outputs/history.ts';
import { age, noveltyLines } from '../../../../harness/report/terminal/novelty.ts';
import { styleFor } from '../../../../harness/report/terminal/style.ts';

const at = '2026-11-25T12:00:00.000Z';
const nothing: Novelty = { at, flaky: [], first: [], fresh: [], known: [], alarms: [] };
const show = (over: Partial<Novelty>, width = 400, colour = false) =>
  noveltyLines({ ...nothing, ...over }, width, styleFor({ colour, unicode: true })).join('\n');
const known = (cell: string, since: string) => ({ cell, since, run: '0123456789ab' });

t.test('one line for what is new, known, flaky, and never judged before', async (t) => {
  t.equal(
    show({
      fresh: ['a', 'b'],
      known: [known('c', '2026-11-22T11:00:00.000Z'), known('d', '2026-11-25T10:00:00.000Z')],
      flaky: ['e'],
      first: ['f'],
    }),
    '  History, failing cells: 2 are new (a and 1 more); 2 were first seen 2 hours to 3 days ago; 1 is flaky (e); 1 was never judged before',
  );
  t.equal(
    show({ known: [known('c', '2026-11-22T11:00:00.000Z')] }),
    '  History, failing cells: 1 was first seen 3 days ago',
  );
  t.equal(show({ fresh: ['a', 'b', 'c', 'd', 'e'] }), '  History, failing cells: 5 are new (a and 4 more)');
});

t.test('nothing where nothing can be said', async (t) => {
  t.equal(show({}), '');
  t.equal(show({ first: ['a'] }), '');
});

t.test('a cell that is not exact is an alarm', async (t) => {
  const alarms = [{ cell: 'a', run: '0123456789ab', started: '2026-11-24T12:00:00.000Z' }];
  t.match(
    show({ alarms }),
    /^ {2}Not exact: 1 cell \(a\) said something else in run 0123456789ab, 1 day ago, though .* trusted$/,
  );
  t.match(show({ alarms }, 400, true), '  \u001b[31mNot exact');
  t.ok(
    show({ alarms }, 60)
      .split('\n')
      .every((line) => line.length <= 60),
  );
});

t.test('ages are whole, and at least a minute', async (t) => {
  for (const [then, words] of [
    ['2026-11-25T12:00:00.000Z', '1 minute'],
    ['2026-11-25T11:58:01.000Z', '1 minute'],
    ['2026-11-25T11:58:00.000Z', '2 minutes'],
    ['2026-11-25T11:00:00.000Z', '1 hour'],
    ['2026-11-24T12:00:01.000Z', '23 hours'],
    ['2026-10-25T12:00:00.000Z', '31 days'],
  ] as const)
    t.equal(age(at, then), words);
});
