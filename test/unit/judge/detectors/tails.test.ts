import t from 'tap';
import { tails } from '../../../../harness/judge/detectors/tails.ts';
import type { OperationId } from '../../../../harness/kinds/guest/operations.ts';
import type { Observation } from '../../../../harness/records/run/observation.ts';
import { factsOf } from './facts.ts';

const latency = (op: OperationId, pinned: boolean, ...milliseconds: number[]): Observation => ({
  type: 'latency',
  op,
  pinned,
  unit: 'ns',
  count: milliseconds.length,
  max: Math.max(...milliseconds) * 1e6,
  samples: milliseconds.map((each) => each * 1e6),
});

t.test('five times the longest without a pin is the disk’s own spread, and more is a failure', async (t) => {
  t.strictSame(tails.detect(factsOf()), []);
  const usual = latency('bystander-fsync', false, 10, 40, 60);
  t.strictSame(tails.detect(factsOf([usual, latency('bystander-fsync', true, 290, 300)])), []);
  t.strictSame(tails.detect(factsOf([usual, latency('bystander-fsync', true, 20, 301, 1900.4)])), [
    {
      kind: 'slow-when-pinned',
      count: 2,
      detail: 'bystander fsync takes up to 1,900 ms beside a pin, and 60 ms without',
    },
  ]);
});

t.test('of an operation that was not timed without a pin nothing is known', async (t) => {
  const found = tails.detect(factsOf([latency('fsync', false, 1), latency('sync', true, 900)]));
  t.strictSame(found, []);
});
