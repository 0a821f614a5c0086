import t from 'tap';
import { holds, narrow } from '../../../harness/history/narrow.ts';
import { aRememberedRun, cellId } from '../../fixtures/history.ts';

t.test('a pattern is text in the name, * is any', async (t) => {
  const name = 'mine/dif1-dix1/ext4/rdma-write/1';
  for (const pattern of ['ext4', 'mine/*/rdma', '*', '', 'm*1', name]) t.ok(holds(name, pattern), pattern);
  for (const pattern of ['xfs', 'rdma*mine', '.', 'ext4*ext4', '1*1*1*1']) t.notOk(holds(name, pattern), pattern);
});

t.test('the cells that are wanted, of runs that have any', async (t) => {
  const run = aRememberedRun(1);
  const cells = (wanted: Parameters<typeof narrow>[1]) => narrow(run, wanted)?.cells.map(({ id }) => id);
  t.equal(narrow(run, {}), run);
  t.same(cells({ candidate: 'mine' }), [cellId('mine')]);
  t.same(cells({ cell: 'ext4/w' }), [cellId('base'), cellId('mine')]);
  t.same(cells({ candidate: 'mine', cell: 'base' }), undefined);
  t.same(cells({ candidate: 'other' }), undefined);
  t.same(narrow({ ...run, cells: [] }, { candidate: 'mine' })?.cells, [], 'a run of it that never came to its cells');
});
