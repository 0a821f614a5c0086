import t from 'tap';
import { checks } from '../../../../harness/judge/detectors/checks.ts';
import type { Observation } from '../../../../harness/records/run/observation.ts';
import { factsOf } from './facts.ts';

const check = (text: string, ok: boolean, skipped = false): Observation => ({ type: 'check', text, ok, skipped });

t.test('each test that is not ok is a failure; one that was skipped says nothing', async (t) => {
  t.strictSame(checks.detect(factsOf([check('a', true), check('b', false), check('c', false, true)])), [
    { kind: 'check', count: 1, detail: 'not ok: b' },
  ]);
});
