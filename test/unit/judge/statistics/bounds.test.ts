import t from 'tap';
import { differenceBounds, highestRateWithoutFailure } from '../../../../harness/judge/statistics/bounds.ts';

t.test(
  'runs without a failure bound its rate: with the highest such rate they come in one of twenty cases',
  async (t) => {
    for (const runs of [1, 19, 20, 59, 1000]) {
      t.ok(Math.abs((1 - highestRateWithoutFailure(runs)) ** runs - 0.05) < 1e-12);
    }
    t.equal(highestRateWithoutFailure(20).toFixed(4), '0.1391');
    t.ok(highestRateWithoutFailure(59) < 0.05 && highestRateWithoutFailure(58) > 0.05, 'the rule of three');
    t.equal(highestRateWithoutFailure(0), 1, 'nothing is known of nothing');
  },
);

t.test('a difference’s bounds, as Newcombe’s formula gives them for his example 56/70 - 48/80 at 90 %', async (t) => {
  const { lower, upper } = differenceBounds({ failures: 56, runs: 70 }, { failures: 48, runs: 80 });
  t.equal(lower.toFixed(4), '0.0766');
  t.equal(upper.toFixed(4), '0.3136');
});

t.test('each bound is on the wrong side in about one of twenty cases, all outcomes counted', async (t) => {
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);
  const runs = 20;
  const chance = (rate: number, k: number): number => choose(runs, k) * rate ** k * (1 - rate) ** (runs - k);
  const counts = Array.from({ length: runs + 1 }, (_, k) => k);
  for (const [a, b] of [
    [0.1, 0.1],
    [0.5, 0.5],
    [0.9, 0.7],
    [0.95, 0.95],
    [0.3, 0.05],
  ] as const) {
    let [tooLow, tooHigh] = [0, 0];
    for (const one of counts) {
      for (const other of counts) {
        const { lower, upper } = differenceBounds({ failures: one, runs }, { failures: other, runs });
        const weight = chance(a, one) * chance(b, other);
        if (upper < a - b) tooLow += weight;
        if (lower > a - b) tooHigh += weight;
      }
    }
    t.ok(tooLow < 0.075 && tooHigh < 0.075, `${a} ${b}: ${tooLow.toFixed(3)} ${tooHigh.toFixed(3)}`);
  }
});

t.test('without runs nothing is excluded', async (t) => {
  t.same(differenceBounds({ failures: 0, runs: 0 }, { failures: 1, runs: 5 }), { lower: -1, upper: 1 });
});
