import t from 'tap';
import type { Evidence } from '../../../../harness/report/html/cells/evidence.ts';
import { costChart, costTable } from '../../../../harness/report/html/charts/costs.ts';
import { latencyCharts } from '../../../../harness/report/html/charts/latencies.ts';
import { scaleFor } from '../../../../harness/report/html/charts/scale.ts';
import { comparisonTable } from '../../../../harness/report/html/comparisons.ts';
import { latency } from './shapes.ts';

const text = (trees: Parameters<typeof latencyCharts>[0]): string =>
  latencyCharts(trees)
    .map((each) => each.text)
    .join('\n');
const latencies = (scale: number) => [latency(scale)] as Evidence['latencies'];
/** Where bars begin and how high they are. */
const bars = (svg: string) =>
  [...svg.matchAll(/M([\d.]+) 36v-([\d.]+)h/g)].map(([, x, height]) => [Number(x), Number(height)]);

t.test('an axis begins at 0, and is logarithmic where values lie far apart', async (t) => {
  t.match(scaleFor([4, 9]), { low: 0, high: 9, logarithmic: false });
  t.equal(scaleFor([4, 8]).at(4), 0.5);
  t.match(scaleFor([1, 100]), { low: 1, high: 100, logarithmic: true });
  t.equal(scaleFor([1, 100]).at(10), 0.5);
  t.match(scaleFor([0, 100]), { low: 0, logarithmic: false }, 'a logarithm of 0 there is none');
  t.equal(scaleFor([0, 0]).at(0), 0);
});

t.test('a latency chart has a line a tree, one scale, and the figures', async (t) => {
  const chart = text([
    { tree: 'base', latencies: latencies(1) },
    { tree: 'bounce', latencies: latencies(2) },
  ]);
  t.match(chart, '0 to 18.0 ms');
  t.match(chart, '<td>5.00</td><td>9.00</td>\n<td>9.00</td><td>5</td>');
  t.match(chart, '<td>10.0</td><td>18.0</td>\n<td>18.0</td><td>5</td>');
  const [base = '', bounce = ''] = chart.split('<svg').slice(1);
  // Of 48 bins of 5 units: 4, 5, 5, 6 and 9 of 18 ms.
  t.same(bars(base), [
    [50, 17],
    [65, 34],
    [80, 17],
    [120, 17],
  ]);
  t.same(bars(bounce).at(-1), [235, 17], 'the greatest value is in the last bin');
});

t.test('an operation that is timed with a pin and without has a chart for each, with its words', async (t) => {
  const timed = (pinned: boolean) =>
    ({ ...latency(), op: 'bystander-fsync', pinned }) as unknown as Evidence['latencies'][number];
  const charts = text([{ tree: 'base', latencies: [timed(false), timed(true)] }]);
  t.match(charts, '<caption>bystander fsync, unpinned: how long calls took');
  t.match(charts, '<caption>bystander fsync, pinned: how long calls took');
});

t.test('comparisons have their words', async (t) => {
  const where = 'frozen-disk' as const;
  t.match(
    comparisonTable([{ type: 'comparison', where, ok: false, pages: 16, bad: 16 }])?.text,
    '<th scope="row">the frozen disk</th><td>16 of 16</td>',
  );
  t.match(comparisonTable([{ type: 'comparison', where, ok: true, pages: 16, bad: 0 }])?.text, 'the frozen disk.</p>');
});

t.test('thinned samples weigh what they stand for, and an operation without samples has no chart', async (t) => {
  const thinned = { ...latency(), count: 600, samples: [1e6, 1e6, 2e6] } as Evidence['latencies'][number];
  t.match(text([{ tree: 'base', latencies: [thinned, latency() as typeof thinned] }]), '<td>1.00</td>');
  t.equal(text([{ tree: 'base', latencies: [{ ...thinned, samples: [] }] }]), '');
});

t.test('a cost chart says which operation costs too much, in words', async (t) => {
  const chart = costChart(
    'bounce',
    [
      { op: 'MR register', base: 20000, candidate: 22000, percent: 10, over: true },
      { op: 'write', base: 1234567, candidate: 1234567, percent: 0, over: false },
    ],
    5,
  ).text;
  t.match(chart, 'more than 5 % is a regression');
  t.match(chart, /<td>20 000<\/td>\s*<td>22 000<\/td>\s*<td class="tone-bad">\+10.0 % ▼ too many<\/td>/);
  t.match(chart, /<td>1 234 567<\/td>\s*<td>1 234 567<\/td>\s*<td>0.0 %<\/td>/);
  // The greatest change reaches the end of 120 units, no change the middle.
  t.match(chart, 'd="M60 2H120.0v10H60z"');
  t.match(chart, 'd="M60 2H60.0v10H60z"');
});

t.test('costs of a base alone', async (t) => {
  const table = costTable('base', { write: 1000, read: 250 }).text;
  t.match(table, '0 to 1 000');
  t.match(table, 'd="M0 2h120.0v10H0z"');
  t.match(table, 'd="M0 2h30.0v10H0z"');
});
