import t from 'tap';
import { judgeRun } from '../../../harness/judge/verdict.ts';
import type { Observation } from '../../../harness/records/run/observation.ts';
import type { VerdictRecord } from '../../../harness/records/run/verdict.ts';
import { healthy } from '../../fixtures/records.ts';
import { aRun } from '../../fixtures/run.ts';

const cost = (op: string, instructions: number): Observation => ({ type: 'cost', op, instructions, count: 32 });

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
  const found = judged([cost('read', 20000), cost('fsync', 100000)], [cost('fsync', 101000), cost('read', 19900)]);
  t.equal(found?.verdict, 'unchanged-good');
  t.same(found?.costs, [
    { op: 'read', base: 20000, candidate: 19900, percent: -0.5, over: false },
    { op: 'fsync', base: 100000, candidate: 101000, percent: 1, over: false },
  ]);
  t.end();
});

t.test('more than the threshold is a regression that names each operation; as much is none', (t) => {
  const at = (instructions: number, threshold?: number) =>
    judged([cost('read', 1000), cost('write', 1000)], [cost('read', instructions), cost('write', 1100)], threshold);
  t.equal(at(1100, 10)?.verdict, 'unchanged-good');
  t.match(at(1101, 10), { verdict: 'regressed', why: 'costs more instructions: read +10.1 % (limit 10 %)' });
  t.match(at(1101), { why: 'costs more instructions: read +10.1 %, write +10.0 % (limit 5 %)' });
  t.match(judged([cost('read', 1000)], [cost('read', 100)]), { verdict: 'unchanged-good' }, 'cheaper is no regression');
  t.end();
});

t.test('what one side cannot do has no cost to compare, and a run without costs has none', (t) => {
  t.same(
    judged([cost('a', 10), cost('b', 10)], [cost('b', 10), cost('c', 10)])?.costs?.map(({ op }) => op),
    ['b'],
  );
  t.equal(judged([], [])?.costs, undefined);
  t.end();
});

t.test('where something else was seen, that is what counts', (t) => {
  const wrong: Observation = { type: 'comparison', where: 'mapping', ok: false, pages: 1, bad: 1 };
  const found = judged([cost('read', 1000), wrong], [cost('read', 2000)]);
  t.match(found, { verdict: 'fixed', costs: [{ op: 'read', percent: 100, over: true }] });
  t.end();
});
