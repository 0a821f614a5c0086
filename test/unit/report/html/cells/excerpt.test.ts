import t from 'tap';
import type { Observation, Splat } from '../../../../../harness/records/run/observation.ts';
import { consoleExcerpt } from '../../../../../harness/report/html/cells/console.ts';
import { excerptOf } from '../../../../../harness/report/html/cells/excerpt.ts';
import { splatList } from '../../../../../harness/report/html/cells/splats.ts';
import { console, splat } from '../shapes.ts';

const numbered = (count: number): string => Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n');
const splatAt = (firstLine: number, lastLine: number): Observation =>
  ({ ...splat, firstLine, lastLine }) as Observation;
const spans = (text: string, observations: Observation[], ending: 'finished' | 'silent' = 'finished') =>
  excerptOf(text, { observations, ending }).stretches.map(({ first, lines, splat: of }) => [
    first,
    first + lines.length - 1,
    of !== undefined,
  ]);

t.test('a report with what is around it', async (t) => {
  t.same(spans(numbered(60), [splatAt(30, 34)]), [
    [24, 29, false],
    [30, 34, true],
    [35, 37, false],
  ]);
  t.same(spans(`${numbered(3)}\n`, [splatAt(1, 3)]), [[1, 3, true]], 'not before the first line nor behind the last');
});

t.test('reports beside each other share what is around them', async (t) => {
  t.same(spans(numbered(60), [splatAt(30, 34), splatAt(36, 40)]), [
    [24, 29, false],
    [30, 34, true],
    [35, 35, false],
    [36, 40, true],
    [41, 43, false],
  ]);
});

t.test('of a long report head and end, of many the first', async (t) => {
  t.same(spans(numbered(900), [splatAt(101, 700)]), [
    [95, 100, false],
    [101, 180, true],
    [685, 700, true],
    [701, 703, false],
  ]);
  const many = excerptOf(numbered(900), {
    observations: [1, 2, 3, 4, 5, 6].map((each) => splatAt(each * 100, each * 100 + 3)),
    ending: 'finished',
  });
  t.equal(many.leftOut, 2);
  t.equal(many.lines, 900);
  t.equal(many.stretches.at(-1)?.first, 404);
});

t.test('the last lines of a guest that did not finish; nothing of one that is clean', async (t) => {
  t.same(spans(numbered(60), [], 'silent'), [[37, 60, false]]);
  t.same(spans(numbered(60), []), []);
  t.same(spans('', [], 'silent'), [[1, 1, false]]);
});

t.test('lines are cut, neutral, and UTF-8 where they are', async (t) => {
  const text = Buffer.from(`prüfung \u001b[31mred\u0000\n${'x'.repeat(1e6)}\n\u202e<b>`).toString('latin1');
  const [stretch] = excerptOf(`${text}\n\xff`, { observations: [splatAt(1, 4)], ending: 'finished' }).stretches;
  t.same(stretch?.lines, ['prüfung red', `${'x'.repeat(239)}…`, '<b>', '\ufffd']);
});

t.test('numbers stand beside the lines, reports are marked, and what is left out is said', async (t) => {
  const excerpt = excerptOf(console, { observations: [splat], ending: 'finished' });
  const text = consoleExcerpt(excerpt, 'console', 'cells/x/console.log').text;
  t.match(
    text,
    '<p class="gap">23 lines left out</p><div class="lines"><pre class="numbers" aria-hidden="true">\n24\n25\n',
  );
  t.match(text, '<pre>\n<mark>[   13.00] report 30 <b>try_grab_page</b>+0x12/0x34\n');
  t.match(text, '<p class="gap">23 lines left out</p></div>');
});

t.test('a symbolised report has files and lines, and inlined callers on lines without a number', async (t) => {
  const frames = [
    { function: 'folio_ref_add', file: 'include/linux/page_ref.h', line: 80 },
    { function: 'try_grab_page', file: 'mm/gup.c', line: 220 },
  ];
  const known = { ...splat, locations: [{ at: 'try_grab_page+0x12/0x34', frames }] } as Splat;
  const excerpt = excerptOf(console, { observations: [known], ending: 'finished' });
  const text = consoleExcerpt(excerpt, 'console', 'x').text;
  t.match(
    text,
    'report 30 folio_ref_add (include/linux/page_ref.h:80)\n             (inlined by) <b>try_grab_page</b>+0x12/0x34 (mm/gup.c:220)\n',
  );
  t.match(text, '>\n30\n\n31\n\n32\n');
  t.match(splatList([known])?.text, '<dd>try_grab_page, mm/gup.c:220</dd>');
  t.match(splatList([splat as Splat])?.text, '<dd>try_grab_page</dd>');
});
