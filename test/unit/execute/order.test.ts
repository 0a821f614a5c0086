import t from 'tap';
import { pipelined } from '../../../harness/execute/order.ts';

t.test('each group’s checkpoint is made while the cells of the one before run', async (t) => {
  t.same(
    pipelined([
      { first: 'A', rest: ['a1', 'a2'] },
      { first: 'B', rest: ['b1'] },
      { first: 'C', rest: ['c1', 'c2'] },
    ]),
    ['A', 'B', 'a1', 'a2', 'C', 'b1', 'c1', 'c2'],
  );
  t.same(pipelined([]), []);
  t.same(pipelined([{ first: 'A', rest: [] }]), ['A']);
});
