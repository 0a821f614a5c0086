import t from 'tap';
import { judgeCell, judgeLost } from '../../../harness/judge/cell.ts';
import type { OperationId } from '../../../harness/kinds/guest/operations.ts';
import type { CellRecord } from '../../../harness/records/run/cell.ts';
import type { Observation } from '../../../harness/records/run/observation.ts';
import { type CellStatus, judgedCellSchema } from '../../../harness/records/run/verdict.ts';
import { aGuest, aRecord, aWorkload, healthy, refusing } from '../../fixtures/records.ts';

const place = { folder: 'cells/x', repeat: 'pinproof run x' };
const guard: Observation = {
  type: 'integrity',
  tag: 'guard',
  by: 'scsi_debug',
  count: 42,
  first: 'GUARD check failed',
};
const splat: Observation = {
  type: 'splat',
  class: 'null-dereference',
  kind: 'oops',
  title: 'BUG: NULL pointer dereference in f',
  fingerprint: '0123456789ab',
  truncated: false,
  firstLine: 1,
  lastLine: 2,
  text: '',
};
const eio: Observation = { type: 'call', call: 'fdatasync', errno: 5, error: 'EIO', count: 7 };
const without = (name: string): Observation[] => healthy.filter((each) => !('name' in each && each.name === name));
const lost: Observation = {
  type: 'log',
  kind: 'block-error',
  count: 1,
  first: 'I/O error, dev sda, sector 8 op 0x1:(WRITE) flags 0x800 phys_seg 1 prio class 2',
};
const stall: Observation = { type: 'stall', call: 'sync', task: 'syncer', seconds: 4, ended: false, stack: [] };
const problem: Observation = { type: 'problem', what: 'no memory', errno: 12 };

const cases: [string, CellStatus, string[], readonly Observation[], Partial<CellRecord>?][] = [
  ['clean and all work done', 'pass', [], healthy],
  ['a splat', 'fail', ['splat:oops'], [...healthy, splat]],
  ['guard errors', 'fail', ['guard-tag'], [...healthy, guard]],
  ['a failed fdatasync', 'fail', ['fsync-error'], [...healthy, eio]],
  [
    'a call that failed by no contract',
    'fail',
    ['call-error'],
    [...healthy, { type: 'call', call: 'ibv_reg_mr', errno: 12, error: 'ENOMEM', count: 1 }],
  ],
  [
    'wrong content',
    'fail',
    ['content'],
    [...healthy, { type: 'comparison', where: 'clone', ok: false, pages: 256, bad: 256, first: 0, found: 'R' }],
  ],
  [
    'a device that counted errors nobody logged',
    'fail',
    ['lost-error', 'dif-errors'],
    [...healthy, { type: 'counter', scope: 'device', name: 'dif_errors', when: 'after', value: 3 }],
  ],
  [
    'btrfs counters that rose',
    'fail',
    ['btrfs-counter'],
    [...healthy, { type: 'counter', scope: 'btrfs', name: 'corruption_errs', when: 'after', value: 3 }],
  ],
  [
    'btrfs counters that stood before',
    'pass',
    [],
    [
      ...healthy,
      { type: 'counter', scope: 'btrfs', name: 'corruption_errs', when: 'before', value: 3 },
      { type: 'counter', scope: 'btrfs', name: 'corruption_errs', when: 'after', value: 3 },
    ],
  ],
  [
    'errors in the log',
    'fail',
    ['log:ext4-no-buffers'],
    [...healthy, { type: 'log', kind: 'ext4-no-buffers', count: 1, first: 'x' }],
  ],
  [
    'a log line that is expected',
    'pass',
    [],
    [...healthy, { type: 'log', kind: 'dio-invalidation', count: 1, first: 'x' }],
  ],
  [
    'a check that is not ok',
    'fail',
    ['check'],
    [...healthy, { type: 'check', ok: false, skipped: false, text: 'umount' }],
  ],
  [
    'a write that was refused and of which nobody was told',
    'fail',
    ['lost-error', 'log:block-error'],
    [...healthy, lost],
  ],
  ['a stall, though the workload did not do its work', 'fail', ['stall'], [...without('bytes_written_by_rdma'), stall]],
  ['a guest that hung', 'fail', ['ending:hung'], healthy, { ending: 'hung' }],
  ['a guest that timed out before it did anything', 'fail', ['ending:timed-out'], [], { ending: 'timed-out' }],
  ['QEMU died', 'lost', [], healthy, { ending: 'killed', guest: aGuest({ signal: 'SIGKILL' }) }],
  ['QEMU died, after an integrity error', 'fail', ['guard-tag'], [...healthy, guard], { ending: 'killed' }],
  ['a silent pass: no progress', 'invalid', [], without('bytes_written_by_rdma')],
  [
    'a silent pass: progress below the least',
    'invalid',
    [],
    [
      ...without('fsyncs_returned'),
      { type: 'counter', scope: 'workload', name: 'fsyncs_returned', when: 'after', value: 4 },
    ],
  ],
  [
    'a silent pass: DIX off',
    'invalid',
    [],
    [...without('integrity_format'), { type: 'environment', name: 'integrity_format', value: 'none' }],
  ],
  ['a silent pass: nothing carried integrity data', 'invalid', [], without('dix_writes')],
  [
    'a silent pass: the disk was not read again',
    'invalid',
    [],
    healthy.filter((each) => !(each.type === 'comparison' && each.where === 'rescan')),
  ],
  ['a silent pass: no RDMA', 'invalid', [], without('rdma_link')],
  ['a silent pass: nothing reported at all', 'invalid', [], []],
  ['a problem', 'invalid', [], [...healthy, problem]],
  ['a problem beside a splat', 'fail', ['splat:oops'], [...healthy, problem, splat]],
  [
    'a failed call without progress may be why there was none',
    'invalid',
    ['fsync-error'],
    [...without('bytes_written_by_rdma'), eio],
  ],
  ['a refusal', 'refused', [], refusing],
  ['a refusal beside a failure', 'fail', ['guard-tag'], [...refusing, guard]],
  ['a refusal beside a failed call', 'fail', ['fsync-error'], [...refusing, eio]],
  [
    'a refusal on a machine that is not what it should be',
    'invalid',
    [],
    refusing.filter(({ type }) => type !== 'environment'),
  ],
];

for (const [name, status, kinds, observations, over] of cases) {
  t.test(`${status}: ${name}`, async (t) => {
    const judged = judgeCell(aRecord(observations, over), aWorkload(), place);
    t.equal(judged.status, status, judged.reasons.join('; '));
    t.strictSame(
      judged.failures.map(({ kind }) => kind),
      kinds,
    );
    if (status === 'invalid' || status === 'lost' || status === 'refused') t.not(judged.reasons.length, 0);
    t.strictSame(judgedCellSchema.parse(judged), judged);
  });
}

t.test('latency is that of fsync and fdatasync together, thinned samples weighing what they stand for', async (t) => {
  const latency = (op: OperationId, count: number, samples: number[], over = {}): Observation => ({
    type: 'latency',
    op,
    unit: 'ns',
    count,
    max: Math.max(...samples),
    samples,
    ...over,
  });
  const { fsync } = judgeCell(
    aRecord([
      ...healthy,
      latency('fsync', 90, [1e6]),
      latency('fdatasync', 9, [2e6]),
      latency('fdatasync', 1, [30e6]),
      latency('umount', 1, [9e9]),
      latency('fsync', 1, [9e9], { pinned: true }),
      latency('fsync', 1, [9e9], { pinned: false }),
    ]),
    aWorkload(),
    place,
  );
  t.strictSame(fsync, { count: 100, p50: 1, p99: 2, max: 30 });
});

t.test('the longest stall is told by itself', async (t) => {
  const judged = judgeCell(aRecord([...healthy, stall]), aWorkload(), place);
  t.strictSame(judged.stall, { seconds: 4, call: 'sync', ended: false });
});

t.test('a lost cell says why', async (t) => {
  const { cell } = aRecord();
  t.match(judgeLost({ cell, message: 'disk full' }, place), { status: 'lost', reasons: ['disk full'], ...place });
});
