import t from 'tap';
import { judgeCell } from '../../../../harness/judge/cell.ts';
import { detectors, firedDetectors, namedDetectors } from '../../../../harness/judge/detectors/index.ts';
import { detectorNameOf, failureKinds } from '../../../../harness/kinds/failureKinds.ts';
import type { Observation } from '../../../../harness/records/run/observation.ts';
import { aRecord, aWorkload, healthy, refusing } from '../../../fixtures/records.ts';
import { aCall, aLog, aSplat, counter, factsOf } from './facts.ts';

t.test('every kind of failure belongs to a detector, and every detector has a kind', async (t) => {
  t.strictSame(
    new Set(Object.values(failureKinds).map(({ detector }) => detector)),
    new Set(detectors.map(({ name }) => name)),
  );
});

t.test('names are unique, and every summary is one line', async (t) => {
  const names = namedDetectors.map(({ name }) => name);
  t.equal(new Set(names).size, names.length);
  for (const { name, summary } of namedDetectors) {
    t.match(name, /^[a-z]+(-[a-z]+)*$/);
    t.match(summary, /^.{20,120}$/, name);
  }
});

const aLatency = (pinned: boolean, max: number): Observation => ({
  type: 'latency',
  op: 'fsync',
  pinned,
  unit: 'ns',
  count: 1,
  max,
  samples: [max],
});

/** For each detector something that wakes it, and perhaps others. */
const alarms: Readonly<Record<string, readonly Observation[]>> = {
  sanitisers: [aSplat('kasan', 'KASAN in f')],
  crashes: [aSplat('oops', 'BUG in f')],
  lockups: [aSplat('hung-task', 'task hung in f')],
  warnings: [aSplat('warning', 'WARNING in f')],
  content: [{ type: 'comparison', where: 'clone', ok: false, pages: 4, bad: 1 }],
  'lost-errors': [aLog('block-error', 1, 'I/O error, dev sda, sector 8 op 0x1:(WRITE) flags 0x0')],
  integrity: [counter('device', 'dif_errors', 'after', 3)],
  'pin-leaks': [counter('vm', 'nr_foll_pin_acquired', 'after', 2), counter('vm', 'nr_foll_pin_released', 'after', 1)],
  'btrfs-checksums': [counter('btrfs', 'corruption_errs', 'after', 3)],
  tails: [aLatency(false, 1e6), aLatency(true, 9e6)],
  stalls: [{ type: 'stall', call: 'sync', task: 'a', seconds: 3, ended: true, stack: [] }],
  'failed-calls': [aCall('fdatasync', 5, 'EIO', 1)],
  'log-errors': [aLog('ext4-error', 1)],
  checks: [{ type: 'check', ok: false, skipped: false, text: 'umount' }],
  contract: refusing,
  invalid: [{ type: 'problem', what: 'no memory' }],
};

t.test('each detector can fire, and raises nothing but its own kinds', async (t) => {
  const place = { folder: 'cells/x', repeat: 'pinproof run x' };
  const judge = (observations: readonly Observation[], over = {}) =>
    judgeCell(aRecord([...healthy, ...observations], over), aWorkload(), place);
  t.strictSame(firedDetectors(judge([])), []);
  for (const { name } of namedDetectors) {
    const cell = name === 'lost-guest' ? judge([], { ending: 'hung' }) : judge(alarms[name] ?? []);
    t.ok(firedDetectors(cell).includes(name), name);
    for (const detector of detectors) {
      for (const { kind } of detector.detect(factsOf(alarms[name]))) {
        t.equal(detectorNameOf(kind), detector.name, kind);
        t.ok(kind in failureKinds, kind);
      }
    }
  }
  t.strictSame(
    firedDetectors(judge(alarms['lost-errors'] ?? [])),
    ['lost-errors', 'log-errors'],
    'all that fired, in the order of the list',
  );
});
