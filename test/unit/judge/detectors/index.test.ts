import t from 'tap';
import { splatFormats } from '../../../../harness/console/formats/index.ts';
import { logFormats } from '../../../../harness/console/logFormats.ts';
import { judgeCell } from '../../../../harness/judge/cell.ts';
import { detectorOf, detectors, firedDetectors, namedDetectors } from '../../../../harness/judge/detectors/index.ts';
import { failureKinds, harmlessLogs } from '../../../../harness/kinds/failureKinds.ts';
import type { Observation } from '../../../../harness/records/run/observation.ts';
import { aRecord, aWorkload, healthy, refusing } from '../../../fixtures/records.ts';
import { aCall, aLog, aSplat, counter, factsOf } from './facts.ts';

const exact = detectors.flatMap(({ kinds }) => kinds.filter((kind) => !kind.endsWith(':')));
const families = detectors.flatMap(({ kinds }) => kinds.filter((kind) => kind.endsWith(':')));

t.test('every kind of failure belongs to exactly one detector', async (t) => {
  for (const kind of Object.keys(failureKinds)) {
    const naming = exact.filter((each) => each === kind).length;
    const taking = families.filter((family) => kind.startsWith(family)).length;
    t.equal(naming > 0 ? naming : taking, 1, kind);
    t.ok(detectorOf(kind), kind);
  }
  t.equal(new Set(families).size, families.length);
});

t.test('no detector names a kind that is not known', async (t) => {
  t.strictSame(
    exact.filter((kind) => !(kind in failureKinds)),
    [],
  );
  for (const family of families)
    t.ok(
      Object.keys(failureKinds).some((kind) => kind.startsWith(family)),
      family,
    );
  t.equal(detectorOf('no-such-kind'), undefined);
});

t.test('every report and every line that collect knows has a gravity of its own', async (t) => {
  for (const { kind: name } of splatFormats) t.ok(exact.includes(`splat:${name}`), name);
  for (const { kind } of logFormats) if (!harmlessLogs.has(kind)) t.ok(`log:${kind}` in failureKinds, kind);
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
      for (const { kind } of detector.detect(factsOf(alarms[name])))
        t.equal(detectorOf(kind)?.name, detector.name, kind);
    }
  }
  t.strictSame(
    firedDetectors(judge(alarms['lost-errors'] ?? [])),
    ['lost-errors', 'log-errors'],
    'all that fired, in the order of the list',
  );
});
