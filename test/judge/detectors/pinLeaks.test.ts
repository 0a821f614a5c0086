import t from 'tap';
import { pinLeaks } from '../../../harness/judge/detectors/pinLeaks.ts';
import { counter, factsOf } from './facts.ts';

const pins = (name: string, before: number, after: number) => [
  counter('vm', `nr_foll_pin_${name}`, 'before', before),
  counter('vm', `nr_foll_pin_${name}`, 'after', after),
];

t.test('pins that are never released are a leak, beyond what the counters hold back', async (t) => {
  t.strictSame(pinLeaks.detect(factsOf([...pins('acquired', 100, 5100), ...pins('released', 99, 4099)])), [
    { kind: 'pin-leak', count: 1000, detail: '5000 pins made, 4000 released' },
  ]);
});

t.test('all given back, or pins from before the cell too, is none', async (t) => {
  for (const released of [4844, 5101]) {
    t.strictSame(pinLeaks.detect(factsOf([...pins('acquired', 100, 5100), ...pins('released', 100, released)])), []);
  }
});

t.test('a guest that did not come to the second count says nothing', async (t) => {
  t.strictSame(pinLeaks.detect(factsOf([counter('vm', 'nr_foll_pin_acquired', 'before', 100)])), []);
});
