import t from 'tap';
import { mannWhitney } from '../../../../harness/judge/statistics/mannWhitney.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const near = (found: number, wanted: number, tolerance = 1e-12): boolean => Math.abs(found - wanted) <= tolerance;

/** Two samples without ties of which the first has `u` pairs that lie above the second's. */
function withU(n: number, m: number, u: number): [number[], number[]] {
  const other = upTo(m).map((index) => 10 * index + 5);
  let left = u;
  const one = upTo(n).map((index) => {
    const above = Math.min(m, left);
    left -= above;
    return 10 * above + index / n;
  });
  return [one, other];
}

t.test('an example of Hollander and Wolfe, as R’s wilcox.test has it', async (t) => {
  const x = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
  const y = [1.15, 0.88, 0.9, 0.74, 1.21];
  t.ok(near(mannWhitney(x, y), 0.2544122544122544));
});

t.test('the published critical values of U, two-sided at 0.05: significant there, and not one further', async (t) => {
  for (const [n, m, critical] of [
    [5, 5, 2],
    [8, 8, 13],
    [10, 12, 29],
    [20, 20, 127],
  ] as const) {
    t.ok(mannWhitney(...withU(n, m, critical)) <= 0.05, `${n} ${m} ${critical}`);
    t.ok(mannWhitney(...withU(n, m, critical + 1)) > 0.05, `${n} ${m} ${critical + 1}`);
    t.equal(mannWhitney(...withU(n, m, n * m - critical)), mannWhitney(...withU(n, m, critical)), 'both ways alike');
  }
});

t.test('with equal values it is the share of all ways of dealing them out, counted one by one', async (t) => {
  for (const [one, other] of [
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [
      [1.1, 2.2, 2.2, 5],
      [2.2, 6, 7, 7, 9],
    ],
    [
      [3, 3, 3],
      [3, 3],
    ],
    [
      [1, 1, 2],
      [2, 2, 2, 2],
    ],
  ] as const) {
    t.ok(near(mannWhitney(one, other), enumerated(one, other)), `${one} | ${other}`);
  }
});

t.test('beyond a hundred values the normal approximation, as scipy.stats.mannwhitneyu has it', async (t) => {
  const one = upTo(60);
  const other = upTo(50);
  t.ok(
    near(
      mannWhitney(
        one.map((i) => i * 1.1),
        other.map((i) => i + 6),
      ),
      0.5993972934181772,
      3e-7,
    ),
  );
  t.ok(
    near(
      mannWhitney(
        one.map((i) => i % 7),
        other.map((i) => (i % 8) + 1),
      ),
      0.0015059660427455333,
      3e-7,
    ),
  );
  t.equal(
    mannWhitney(
      one.map(() => 1),
      other.map(() => 1),
    ),
    1,
  );
});

t.test('at the seam both agree', async (t) => {
  const one = upTo(50).map((index) => index * 1.3);
  const other = upTo(50).map((index) => index + 0.05);
  const [exact, approximate] = [mannWhitney(one, other), mannWhitney([...one, 32.4], other)];
  t.ok(near(exact, approximate, 0.01), `${exact} ${approximate}`);
});

t.test('an empty sample shows nothing', async (t) => {
  t.equal(mannWhitney([], [1, 2, 3]), 1);
  t.equal(mannWhitney([1], []), 1);
  t.equal(mannWhitney([1], [2]), 1, 'nor do two values');
});

/** Every choice of which values are the first sample's, a bit a value. */
function enumerated(one: readonly number[], other: readonly number[]): number {
  const all = [...one, ...other];
  const rank = (value: number): number =>
    (all.filter((each) => each < value).length + all.filter((each) => each <= value).length + 1) / 2;
  const away = (values: readonly number[]): number =>
    Math.abs(values.reduce((sum, value) => sum + rank(value), 0) - (one.length * (all.length + 1)) / 2);
  const choices = upTo(2 ** all.length)
    .map((choice) => all.filter((_, index) => (choice >> index) & 1))
    .filter(({ length }) => length === one.length);
  return choices.filter((values) => away(values) >= away(one)).length / choices.length;
}
