import t from 'tap';
import { judgeCell } from '../../../harness/judge/cell.ts';
import { explorationOf } from '../../../harness/judge/exploration.ts';
import type { Observation } from '../../../harness/records/run/observation.ts';
import { aCell, aRecord, aWorkload, healthy } from '../../fixtures/records.ts';

/** Cells of several seeds: the hash of the order, and whether a guard tag failed. */
function explored(...members: { seed: number; tree?: string; order?: string; guard?: boolean }[]) {
  const records = members.map(({ seed, tree = 'base', order, guard = false }) => {
    const observations: Observation[] = [
      ...healthy,
      ...(order === undefined ? [] : [{ type: 'order' as const, events: 9, hash: order.padEnd(16, '0') }]),
      ...(guard
        ? [{ type: 'integrity' as const, tag: 'guard' as const, by: 'scsi_debug', count: seed, first: '' }]
        : []),
    ];
    return aRecord(observations, { cell: aCell({ seed, tree }) });
  });
  const place = { folder: '', repeat: '' };
  const judged = new Map(records.map((record) => [record.cell.id, judgeCell(record, aWorkload(), place)]));
  return explorationOf(records, judged);
}

t.test('one seed explores nothing', async (t) => {
  t.same(explored({ seed: 1, order: 'a' }), []);
  t.same(explored({ seed: 1, order: 'a' }, { seed: 1, tree: 'hold', order: 'b' }), []);
});

t.test(
  'distinct orders and outcomes are counted for each tree; what only some seeds show has its first seed',
  async (t) => {
    t.same(
      explored(
        { seed: 1, order: 'a' },
        { seed: 7, order: 'b', guard: true },
        { seed: 3, order: 'b', guard: true },
        { seed: 4, order: 'c' },
        { seed: 1, tree: 'hold', order: 'a' },
        { seed: 7, tree: 'hold', order: 'a' },
      ),
      [
        {
          cells: 'base/dif1-dix1/ext4/rdma-write-writeback',
          seeds: 4,
          orders: 3,
          outcomes: 2,
          rare: [{ kinds: ['guard-tag'], seeds: [3, 7] }],
        },
        { cells: 'hold/dif1-dix1/ext4/rdma-write-writeback', seeds: 2, orders: 1, outcomes: 1, rare: [] },
      ],
      'how many errors there were is no outcome of its own',
    );
  },
);

t.test('what every seed shows is not rare; a workload that tells no order has none', async (t) => {
  t.match(explored({ seed: 1, guard: true }, { seed: 2, guard: true }), [{ orders: 0, outcomes: 1, rare: [] }]);
});
