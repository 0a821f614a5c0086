import t from 'tap';
import { longestStall, stalls } from '../../../../harness/judge/detectors/stalls.ts';
import { describeFailure } from '../../../../harness/judge/failureWords.ts';
import type { CallId } from '../../../../harness/kinds/guest/calls.ts';
import type { Observation } from '../../../../harness/records/run/observation.ts';
import { factsOf } from './facts.ts';

const writeback = ['io_schedule+0x46/0x70', 'folio_wait_bit_common+0x130/0x340', 'folio_wait_writeback+0x2c/0x80'];
const stall = (call: CallId, seconds: number, ended = true, stack = writeback): Observation => ({
  type: 'stall',
  call,
  task: 'syncer',
  seconds,
  ended,
  stack,
});

t.test('a call that waits on an idle disk is a failure, and says where', async (t) => {
  t.strictSame(stalls.detect(factsOf()), []);
  t.strictSame(stalls.detect(factsOf([stall('fdatasync', 7)])), [
    { kind: 'stall', count: 1, detail: 'fdatasync waits 7 s while the disk is idle, in folio_wait_writeback' },
  ]);
  t.match(stalls.detect(factsOf([stall('page-fault', 3)])), [
    { detail: 'page fault waits 3 s while the disk is idle, in folio_wait_writeback' },
  ]);
  t.match(stalls.detect(factsOf([stall('umount', 2.04, true, [])])), [
    { detail: 'umount waits 2 s while the disk is idle' },
  ]);
});

t.test('those of one call at one place are one failure, with the longest; one that does not end is told', async (t) => {
  const elsewhere = ['schedule+0x5a/0xd0', 'jbd2_log_wait_commit+0xf4/0x170'];
  const told = [
    stall('fdatasync', 3),
    stall('fdatasync', 9.5),
    stall('fdatasync', 4, false),
    stall('fdatasync', 5, true, elsewhere),
    stall('sync', 2),
  ];
  const failures = stalls.detect(factsOf(told));
  t.strictSame(failures, [
    {
      kind: 'stall',
      count: 3,
      detail: 'fdatasync waits 9.5 s while the disk is idle, in folio_wait_writeback, and does not end',
    },
    { kind: 'stall', count: 1, detail: 'fdatasync waits 5 s while the disk is idle, in jbd2_log_wait_commit' },
    { kind: 'stall', count: 1, detail: 'sync waits 2 s while the disk is idle, in folio_wait_writeback' },
  ]);
  t.strictSame(
    failures.map(describeFailure).map((each) => each.endsWith('does not end (3 times)')),
    [true, false, false],
  );
});

t.test('the longest is known by itself; of equal ones that which does not end', async (t) => {
  t.equal(longestStall(factsOf().record.observations), undefined);
  const told = [stall('fsync', 3), stall('sync', 8), stall('umount', 8, false), stall('ftruncate', 2)];
  t.strictSame(longestStall(told), { seconds: 8, call: 'umount', ended: false });
});
