import t from 'tap';
import { integrity } from '../../../../harness/judge/detectors/integrity.ts';
import type { Observation } from '../../../../harness/records/run/observation.ts';
import { counter, factsOf } from './facts.ts';

const mismatch = (tag: 'guard' | 'reference' | 'application', count: number, by = 'scsi_debug'): Observation => ({
  type: 'integrity',
  tag,
  by,
  count,
  first: `${tag} check failed`,
});
const device = (before: number, after: number): Observation[] => [
  counter('device', 'dif_errors', 'before', before),
  counter('device', 'dif_errors', 'after', after),
];

t.test('each tag is a failure of its own', async (t) => {
  t.strictSame(integrity.detect(factsOf(device(5, 5))), []);
  t.strictSame(
    integrity.detect(factsOf([mismatch('guard', 2), mismatch('reference', 1), mismatch('application', 4)])),
    [
      { kind: 'guard-tag', count: 2, detail: 'guard check failed' },
      { kind: 'reference-tag', count: 1, detail: 'reference check failed' },
      { kind: 'application-tag', count: 4, detail: 'application check failed' },
    ],
  );
});

t.test('one mismatch told by three counts once, and the counter of the device outranks the log', async (t) => {
  const told = [mismatch('guard', 42), mismatch('guard', 10, 'sense data'), mismatch('guard', 43, 'block layer')];
  t.match(integrity.detect(factsOf(told)), [{ kind: 'guard-tag', count: 43 }]);
  t.strictSame(integrity.detect(factsOf([...told, ...device(5, 65)])), [
    { kind: 'guard-tag', count: 60, detail: 'guard check failed' },
  ]);
});

t.test('with two tags the counter of the device belongs to neither', async (t) => {
  const told = [mismatch('guard', 2), mismatch('reference', 1), ...device(0, 60)];
  t.match(integrity.detect(factsOf(told)), [{ count: 2 }, { count: 1 }]);
});

t.test('what only the device counted is told too', async (t) => {
  t.strictSame(integrity.detect(factsOf(device(5, 8))), [
    { kind: 'dif-errors', count: 3, detail: 'dif_errors rose by 3' },
  ]);
});
