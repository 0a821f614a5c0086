import t from 'tap';
import { judgeRun } from '../../../harness/judge/verdict.ts';
import type { OperationId } from '../../../harness/kinds/guest/operations.ts';
import type { Observation } from '../../../harness/records/run/observation.ts';
import type { VerdictRecord } from '../../../harness/records/run/verdict.ts';
import { healthy } from '../../fixtures/records.ts';
import { aRun } from '../../fixtures/run.ts';

const cost = (op: OperationId, instructions: number): Observation => ({ type: 'cost', op, instructions, count: 32 });

/** What a candidate is judged to be, of whose one cell both sides observed these costs, and what else is given. */
function judged(
  base: readonly Observation[],
  candidate: readonly Observation[],
  threshold = 5,
): VerdictRecord['comparisons'][number] | undefined {
  const run = aRun({
    candidates: { pin: { claims: false } },
    workloads: ['mmap-store-writeback'],
    observed: (tree) => [...healthy, ...(tree === 'base' ? base : candidate)],
  });
  const plan = { ...run.plan, thresholds: { instructions: threshold } };
  return judgeRun({ ...run, plan }).comparisons[0];
}

t.test('a difference is told in instructions and per cent, in the order of the base', (t) => {
  const found = judged(
    [cost('direct-read', 20000), cost('write-and-fsync', 100000)],
    [cost('write-and-fsync', 101000), cost('direct-read', 19900)],
  );
  t.equal(found?.verdict, 'unchanged-good');
  t.same(found?.costs, [
    { op: 'O_DIRECT read', base: 20000, candidate: 19900, percent: -0.5, over: false },
    { op: 'write and fsync', base: 100000, candidate: 101000, percent: 1, over: false },
  ]);
  t.end();
});

t.test('more than the threshold is a regression that names each operation; as much is none', (t) => {
  const at = (instructions: number, threshold?: number) =>
    judged(
      [cost('direct-read', 1000), cost('direct-write', 1000)],
      [cost('direct-read', instructions), cost('direct-write', 1100)],
      threshold,
    );
  t.equal(at(1100, 10)?.verdict, 'unchanged-good');
  t.match(at(1101, 10), { verdict: 'regressed', why: 'costs more instructions: O_DIRECT read +10.1 % (limit 10 %)' });
  t.match(at(1101), { why: 'costs more instructions: O_DIRECT read +10.1 %, O_DIRECT write +10.0 % (limit 5 %)' });
  t.match(
    judged([cost('direct-read', 1000)], [cost('direct-read', 100)]),
    { verdict: 'unchanged-good' },
    'cheaper is no regression',
  );
  t.end();
});

t.test('what one side cannot do has no cost to compare, and a run without costs has none', (t) => {
  t.same(
    judged(
      [cost('mr-register', 10), cost('rdma-write', 10)],
      [cost('rdma-write', 10), cost('mr-deregister', 10)],
    )?.costs?.map(({ op }) => op),
    ['RDMA WRITE'],
  );
  t.equal(judged([], [])?.costs, undefined);
  t.end();
});

t.test('where something else was seen, that is what counts', (t) => {
  const wrong: Observation = { type: 'comparison', where: 'mapping', ok: false, pages: 1, bad: 1 };
  const found = judged([cost('direct-read', 1000), wrong], [cost('direct-read', 2000)]);
  t.match(found, { verdict: 'fixed', costs: [{ op: 'O_DIRECT read', percent: 100, over: true }] });
  t.end();
});
