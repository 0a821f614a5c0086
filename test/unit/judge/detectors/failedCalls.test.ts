import t from 'tap';
import { failedCalls } from '../../../../harness/judge/detectors/failedCalls.ts';
import { aCall, factsOf } from './facts.ts';

t.test('failures say of how many; calls for durability are a kind of their own', async (t) => {
  t.strictSame(failedCalls.detect(factsOf()), []);
  const calls = [aCall('fdatasync', 5, 'EIO', 7), aCall('pwrite', 84, 'EILSEQ', 2), aCall('fdatasync', 5, 'EIO', 1)];
  t.strictSame(failedCalls.detect(factsOf(calls)), [
    { kind: 'fsync-error', count: 8, detail: 'fdatasync EIO 8 of 48' },
    { kind: 'call-error', count: 2, detail: 'pwrite EILSEQ 2 of 2' },
  ]);
});

t.test(
  'every call for durability is known as one; what is said of other files is not of the workload’s own',
  async (t) => {
    for (const call of ['fsync', 'fdatasync', 'msync', 'sync', 'syncfs', 'sync_file_range'] as const) {
      t.match(failedCalls.detect(factsOf([aCall(call, 5, 'EIO', 1)])), [{ kind: 'fsync-error' }], call);
    }
    t.match(failedCalls.detect(factsOf([aCall('clone-fsync', 5, 'EIO', 1)])), [
      { kind: 'call-error', detail: 'fsync of the clone EIO 1 of 1' },
    ]);
  },
);

t.test('calls that a contract covers are not its own', async (t) => {
  const facts = factsOf([aCall('ibv_reg_mr', 14, 'EFAULT', 1)]);
  t.strictSame(failedCalls.detect({ ...facts, unexpectedCalls: [] }), []);
});
