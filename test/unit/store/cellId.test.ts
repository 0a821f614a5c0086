import t from 'tap';
import {
  formatCellId,
  isRepeat,
  parseCellId,
  parseSite,
  repeatOf,
  siteOf,
  treeOf,
} from '../../../harness/store/cellId.ts';

t.test('the id of a cell is read as it is written', (t) => {
  for (const id of ['base/dif1-dix1/ext4/late-write+pageout/1', 'mine/plain/xfs/dio-read/12/r3']) {
    t.equal(formatCellId(parseCellId(id)), id);
  }
  t.same(parseCellId('base/d/f/w/1/r12'), {
    tree: 'base',
    device: 'd',
    filesystem: 'f',
    workload: 'w',
    seed: '1',
    repeat: 12,
  });
  t.end();
});

t.test('its parts', (t) => {
  const id = 'base/d/f/w+2/7/r4';
  t.equal(treeOf(id), 'base');
  t.equal(siteOf(id), 'd/f/w+2/7');
  t.same(parseSite(siteOf(id)), { device: 'd', filesystem: 'f', workload: 'w+2', seed: '7' });
  t.equal(repeatOf(id, 9), 'base/d/f/w+2/7/r9');
  t.equal(repeatOf(id, undefined), 'base/d/f/w+2/7');
  t.ok(isRepeat({ id }));
  t.notOk(isRepeat({ id: 'base/d/f/w/7' }));
  t.end();
});
