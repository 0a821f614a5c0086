import t from 'tap';
import { moreFailures } from '../../../../harness/judge/statistics/fisherExact.ts';
import { power, runsNeeded } from '../../../../harness/judge/statistics/power.ts';

t.test('power is the chance of all outcomes that are significant', async (t) => {
  // Counted pair by pair with scipy.stats.fisher_exact and scipy.stats.binom.
  t.ok(Math.abs(power({ higher: 0.25, lower: 0 }, 20, 0.05) - 0.5851584974698198) < 1e-12);
  t.ok(Math.abs(power({ higher: 0.7, lower: 0.3 }, 20, 0.05) - 0.7132391390894579) < 1e-12);
});

t.test('what never and always happens', async (t) => {
  t.equal(power({ higher: 1, lower: 0 }, 4, 0.05), 1, '4 of 4 beside none: p = 1/70');
  t.equal(power({ higher: 1, lower: 0 }, 2, 0.05), 0, '2 of 2 beside none: p = 1/6');
  t.equal(runsNeeded({ higher: 1, lower: 0 }, 0.05, 1000), 3);
  t.equal(moreFailures({ failures: 3, runs: 3 }, { failures: 0, runs: 3 }).toFixed(12), (1 / 20).toFixed(12));
});

t.test('so many runs suffice, and one fewer does not', async (t) => {
  for (const [higher, lower, alpha] of [
    [0.05, 0, 0.05],
    [0.15, 0, 0.05 / 9],
    [0.75, 0.5, 0.05],
  ] as const) {
    const runs = runsNeeded({ higher, lower }, alpha, 1000) ?? 0;
    t.ok(power({ higher, lower }, runs, alpha) >= 0.8, `${higher} ${lower}: ${runs}`);
    t.ok(power({ higher, lower }, runs - 1, alpha) < 0.8);
  }
});

t.test('the search has an end', async (t) => {
  t.equal(runsNeeded({ higher: 0.75, lower: 0.7 }, 0.05, 1000), undefined);
  t.equal(runsNeeded({ higher: 0.5, lower: 0.5 }, 0.05, 1000), undefined, 'there is no difference to find');
});
