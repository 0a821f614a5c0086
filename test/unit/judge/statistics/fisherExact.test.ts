import t, { type Test } from 'tap';
import { moreFailures } from '../../../../harness/judge/statistics/fisherExact.ts';

const p = (a: number, n: number, b: number, m: number): number =>
  moreFailures({ failures: a, runs: n }, { failures: b, runs: m });
const near = (t: Test, found: number, wanted: number, name: string): void => {
  t.ok(Math.abs(found - wanted) <= 1e-12 * wanted, `${name}: ${found}, wanted ${wanted}`);
};

t.test('published examples', async (t) => {
  near(t, p(3, 4, 1, 4), 17 / 70, 'the lady tasting tea, three cups of four (Fisher 1935)');
  near(t, p(4, 4, 0, 4), 1 / 70, 'all four cups');
  // R's own example of fisher.test: 0.0004652.
  t.equal(p(10, 12, 3, 18).toPrecision(4), '0.0004652', 'convictions of twins of criminals');
});

t.test('what scipy.stats.fisher_exact says', async (t) => {
  near(t, p(5, 20, 0, 20), 0.023562023562023564, 'five of twenty beside none are significant');
  near(t, p(4, 20, 0, 20), 0.053014553014553024, 'four are not');
  near(t, p(20, 20, 0, 20), 7.254444551924844e-12, 'all and none: no loss of figures in the tail');
  near(t, p(7, 19, 2, 20), 0.052746294681778556, 'unlike numbers of runs');
  near(t, p(60, 1000, 30, 1000), 0.0008103095093693462, 'a thousand runs');
  near(t, p(500, 1000, 30, 1000), 1.9413177176558133e-144, 'a thousand runs, far apart');
});

t.test('it is the share of all ways of dealing the failures out, counted one by one', async (t) => {
  for (const [n, m] of [
    [1, 1],
    [3, 4],
    [6, 5],
  ] as const) {
    for (let a = 0; a <= n; a += 1) {
      for (let b = 0; b <= m; b += 1) near(t, p(a, n, b, m), enumerated(a, n, b, m), `${a}/${n} ${b}/${m}`);
    }
  }
});

t.test('without runs, without failures, and where all fail, there is nothing to see', async (t) => {
  for (const [a, n, b, m] of [
    [0, 0, 0, 0],
    [0, 0, 3, 4],
    [3, 4, 0, 0],
    [0, 20, 0, 20],
    [20, 20, 20, 20],
  ] as const) {
    t.equal(p(a, n, b, m), 1);
  }
});

/** Every choice of which runs fail, a bit a run. */
function enumerated(a: number, n: number, b: number, m: number): number {
  let [all, extreme] = [0, 0];
  for (let choice = 0; choice < 2 ** (n + m); choice += 1) {
    const bits = [...choice.toString(2).padStart(n + m, '0')];
    const ones = (from: number, to: number): number => bits.slice(from, to).filter((bit) => bit === '1').length;
    if (ones(0, n + m) !== a + b) continue;
    all += 1;
    if (ones(0, n) >= a) extreme += 1;
  }
  return extreme / all;
}
