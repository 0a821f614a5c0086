import t from 'tap';
import { holm } from '../../../../harness/judge/statistics/holm.ts';

const rounded = (ps: readonly number[]): number[] => holm(ps).map((p) => Number(p.toFixed(6)));

t.test(
  'the smallest is multiplied by the number of tests, the next by one less, and none overtakes another',
  async (t) => {
    t.same(rounded([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02], 'as R’s p.adjust has it');
    t.same(rounded([0.04, 0.03, 0.02]), [0.06, 0.06, 0.06]);
    t.same(rounded([0.6, 0.5]), [1, 1], 'never above one');
    t.same(rounded([0.03]), [0.03]);
    t.same(rounded([]), []);
  },
);

t.test('tests that can find nothing still count', async (t) => {
  t.same(rounded([0.02, 1, 1]), [0.06, 1, 1]);
});
