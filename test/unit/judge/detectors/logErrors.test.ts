import t from 'tap';
import { logErrors } from '../../../../harness/judge/detectors/logErrors.ts';
import { harmlessLogs } from '../../../../harness/kinds/lines/log.ts';
import { aLog, factsOf } from './facts.ts';

t.test('errors in the log are failures, of kinds yet unknown too', async (t) => {
  t.strictSame(logErrors.detect(factsOf([aLog('ext4-no-buffers', 3, 'no buffers'), aLog('of-tomorrow', 1)])), [
    { kind: 'log:ext4-no-buffers', count: 3, detail: 'no buffers' },
    { kind: 'log:of-tomorrow', count: 1, detail: 'x' },
  ]);
});

t.test('what is expected is none; what is a kernel report is left to its detector', async (t) => {
  t.not(harmlessLogs.size, 0);
  const lines = [...harmlessLogs, 'more-splats'].map((kind) => aLog(kind, 1));
  t.strictSame(logErrors.detect(factsOf(lines)), []);
});
