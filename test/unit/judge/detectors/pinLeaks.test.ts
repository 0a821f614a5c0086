import t from 'tap';
import { pinLeaks } from '../../../../harness/judge/detectors/pinLeaks.ts';
import { counter, factsOf } from './facts.ts';

const pins = (name: 'acquired' | 'released', before: number, after: number) => [
  counter('vm', `nr_foll_pin_${name}`, 'before', before),
  counter('vm', `nr_foll_pin_${name}`, 'after', after),
];

t.test('one pin that is not released in the cell is a leak', async (t) => {
  t.strictSame(pinLeaks.detect(factsOf([...pins('acquired', 100, 5100), ...pins('released', 99, 5098)])), [
    { kind: 'pin-leak', count: 1, detail: '5000 pins made, 4999 released' },
  ]);
});

t.test('all given back, or pins from before the cell too, is none', async (t) => {
  for (const released of [5100, 5101]) {
    t.strictSame(pinLeaks.detect(factsOf([...pins('acquired', 100, 5100), ...pins('released', 100, released)])), []);
  }
});

t.test('a guest that did not come to the second count says nothing', async (t) => {
  t.strictSame(pinLeaks.detect(factsOf([counter('vm', 'nr_foll_pin_acquired', 'before', 100)])), []);
});
