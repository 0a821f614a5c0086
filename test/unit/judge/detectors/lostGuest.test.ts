import t from 'tap';
import { lostGuest } from '../../../../harness/judge/detectors/lostGuest.ts';
import { endings } from '../../../../harness/records/run/guest.ts';
import { aGuest } from '../../../fixtures/records.ts';
import { factsOf } from './facts.ts';

t.test('every ending but the proper one, and QEMU’s own death, is a lost guest', async (t) => {
  const lost = endings.filter((ending) => lostGuest.detect(factsOf([], { ending })).length > 0);
  t.strictSame(lost, ['panicked', 'oopsed', 'hung', 'silent', 'timed-out', 'never-booted']);
  t.strictSame(lostGuest.detect(factsOf([], { ending: 'hung' })), [
    { kind: 'ending:hung', count: 1, detail: 'the guest hung' },
  ]);
});

t.test('a flood is told as one', async (t) => {
  const [failure] = lostGuest.detect(factsOf([], { ending: 'timed-out', guest: aGuest({ stopped: 'console-flood' }) }));
  t.match(failure, { kind: 'ending:timed-out', detail: /its console was flooded/ });
});
