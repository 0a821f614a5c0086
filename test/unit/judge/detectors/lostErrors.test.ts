import t from 'tap';
import { lostErrors } from '../../../../harness/judge/detectors/lostErrors.ts';
import type { CellRecord } from '../../../../harness/records/run/cell.ts';
import type { Observation } from '../../../../harness/records/run/observation.ts';
import { aCall, aLog, counter, factsOf } from './facts.ts';

const lineOf = (words: string, op: string): string =>
  `${words} error, dev sda, sector 4096 op ${op} flags 0x8800 phys_seg 1`;
const write = '0x1:(WRITE)';
const guard: Observation = {
  type: 'integrity',
  tag: 'guard',
  by: 'scsi_debug',
  count: 12,
  first: 'GUARD check failed',
};
const counted = counter('device', 'dif_errors', 'after', 14);
const refused = [guard, counted, aLog('protection-error', 10, lineOf('protection', write))];

t.test('a write that was refused and of which nobody was told', async (t) => {
  t.strictSame(lostErrors.detect(factsOf()), []);
  t.strictSame(lostErrors.detect(factsOf(refused)), [
    {
      kind: 'lost-error',
      count: 14,
      detail: 'the device refused 14 writes, and no call failed: fdatasync said 0, 40 times',
    },
  ]);
});

t.test('any error of the block layer’s will do; without a tag error the device’s counter has no say', async (t) => {
  const medium = [aLog('block-error', 1, lineOf('critical medium', write)), counted, aCall('sync', 0, '', 1)];
  t.strictSame(lostErrors.detect(factsOf(medium)), [
    {
      kind: 'lost-error',
      count: 1,
      detail: 'the device refused 1 write, and no call failed: fdatasync said 0, 40 times, sync said 0, once',
    },
  ]);
});

t.test('a device that counts errors of which the block layer prints nothing', async (t) => {
  t.match(lostErrors.detect(factsOf([guard, counted])), [
    { count: 14, detail: /^the device refused 14 requests, and no call failed: fdatasync said 0/ },
  ]);
});

const silent: [string, Observation[], Partial<CellRecord>?][] = [
  ['fdatasync told', [...refused, aCall('fdatasync', 5, 'EIO', 1)]],
  ['the write itself told', [...refused, aCall('pwrite', 84, 'EILSEQ', 1)]],
  ['umount told', [...refused, { type: 'check', ok: false, skipped: false, text: 'the file system is unmounted' }]],
  ['the workload gave up over it', [...refused, { type: 'problem', what: 'fsync of the file', errno: 5 }]],
  ['the guest did not come to the end', refused, { ending: 'hung' }],
  ['reads failed', [guard, counted, aLog('protection-error', 10, lineOf('protection', '0x0:(READ)'))]],
  ['a flush failed', [aLog('block-error', 1, lineOf('I/O', '0x2:(FLUSH)'))]],
  ['a line of the file system’s that quotes one', [aLog('ext4-warning', 1, lineOf('I/O', write))]],
];
for (const [name, observations, over] of silent) {
  t.test(`none: ${name}`, async (t) => t.strictSame(lostErrors.detect(factsOf(observations, over)), []));
}

t.test('none: nobody asked for durability', async (t) => {
  const facts = factsOf(refused);
  const observations = facts.record.observations.map((each) =>
    each.type === 'call' && each.call === 'fdatasync' ? { ...each, call: 'pwrite' as const } : each,
  );
  t.strictSame(lostErrors.detect({ ...facts, record: { ...facts.record, observations } }), []);
});
