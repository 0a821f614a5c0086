import t from 'tap';
import { factsOf } from '../../../harness/history/facts.ts';
import { judgeRun } from '../../../harness/judge/verdict.ts';
import { rememberedRunSchema } from '../../../harness/records/outputs/history.ts';
import type { Observation } from '../../../harness/records/run/observation.ts';
import { idOfOldRun, timeInName } from '../../../harness/store/runFolder.ts';
import { healthy, refusing } from '../../fixtures/records.ts';
import { aRun, type RunShape } from '../../fixtures/run.ts';

const splat = (title: string, fingerprint: string): Observation => ({
  type: 'splat',
  class: 'null-ptr-deref',
  kind: 'oops',
  title,
  fingerprint,
  truncated: false,
  firstLine: 1,
  lastLine: 2,
  text: title,
});
const run = { id: '0123456789ab', started: '2026-11-25T12:00:00.000Z', state: 'finished' as const, exitCode: 1 };

function facts(shape: RunShape, over: Partial<Parameters<typeof factsOf>[0]> = {}) {
  const input = aRun(shape);
  const build = {
    ...input.build,
    series: { mine: [{ subject: 'mm: refuse', hash: 'ff', messageIds: ['a@b'] }] },
  };
  const verdict = judgeRun(input);
  return factsOf({ folder: '/runs/1', run, ...input, build, said: new Map(), verdict, ...over });
}

t.test('a run, its trees and its cells, in a shape that is published', async (t) => {
  const remembered = facts(
    {
      candidates: { mine: { claims: true } },
      observed: (tree, workload) => (tree === 'mine' && workload.startsWith('rdma') ? refusing : undefined),
      trees: {
        base: { key: 'k0', label: 'linux-source-6.1 6.1.192-2' },
        mine: { key: 'k1' },
      },
    },
    { said: new Map([['base/dif1-dix1/ext4/rdma-write-writeback/1', 'aa']]) },
  );
  t.same(rememberedRunSchema.parse(remembered), remembered);
  t.match(remembered, { id: run.id, name: 'test-run', conclusion: 'nothing-regressed', exitCode: 1, qemu: '7.2.0' });
  t.same(
    remembered.trees.map(({ id, build, label, patches }) => ({ id, build, label, patches })),
    [
      { id: 'base', build: 'k0', label: 'linux-source-6.1 6.1.192-2', patches: undefined },
      { id: 'mine', build: 'k1', label: undefined, patches: [{ subject: 'mm: refuse', hash: 'ff' }] },
    ],
  );
  const [base, , mine] = remembered.cells;
  t.match(base, { id: 'base/dif1-dix1/ext4/rdma-write-writeback/1', status: 'pass', key: '0123456789abcdef0123' });
  t.equal(base?.said, 'aa');
  t.notOk(base && 'verdict' in base, 'the base is compared with nothing');
  t.match(mine, { status: 'refused', verdict: 'refused', claimed: true });
});

t.test('kernel reports are told apart by their fingerprints', async (t) => {
  const said = [splat('oops in a', '1'), splat('oops in a', '2'), splat('oops in a', '1'), splat('oops in b', '3')];
  const { cells } = facts({ workloads: ['rdma-write-writeback'], observed: () => [...healthy, ...said] });
  t.same(
    cells[0]?.failures.filter(({ kind }) => kind.startsWith('splat:')),
    [
      { kind: 'splat:oops', title: 'oops in a', fingerprint: '1' },
      { kind: 'splat:oops', title: 'oops in a', fingerprint: '2' },
      { kind: 'splat:oops', title: 'oops in b', fingerprint: '3' },
    ],
  );
});

t.test('of a cell whose record is gone, what the verdict says', async (t) => {
  const { cells } = facts(
    { workloads: ['rdma-write-writeback'], observed: () => [...healthy, splat('oops in a', '1')] },
    { cells: [] },
  );
  t.same(cells[0]?.failures[0], { kind: 'splat:oops', title: 'oops in a' });
  t.notOk(cells[0] && 'key' in cells[0]);
});

t.test('of a run that was cut short the cells that were run, and no conclusion', async (t) => {
  const shape: RunShape = { observed: (_, workload) => (workload.startsWith('rdma') ? undefined : null) };
  const cut = facts(shape, { run: { ...run, state: 'interrupted' } });
  t.same(
    cut.cells.map(({ id }) => id),
    ['base/dif1-dix1/ext4/rdma-write-writeback/1'],
  );
  t.notOk('conclusion' in cut);
  t.equal(facts(shape).cells.length, 2, 'where a run ended, a cell that was lost is a fact');
  const early = facts(shape, { build: undefined, verdict: undefined, cells: [] });
  t.match(early, { cells: [], trees: [{ id: 'base', source: 'debian:linux-source-6.1' }] });
  const failed = facts({ trees: { base: { outcome: 'failed', stage: 'apply', message: 'no' } } });
  t.match(failed.trees[0], { failed: 'apply' });
});

t.test('an old run has an id that does not change with its place', async (t) => {
  t.match(idOfOldRun('/a/x-1', '{}'), /^[0-9a-f]{12}$/);
  t.equal(idOfOldRun('/a/x-1', '{}'), idOfOldRun('/b/x-1', '{}'));
  t.not(idOfOldRun('/a/x-1', '{}'), idOfOldRun('/a/x-2', '{}'));
  t.not(idOfOldRun('/a/x-1', '{}'), idOfOldRun('/a/x-1', '{ }'));
  t.equal(timeInName('/a/refuse-20261125-150148'), '2026-11-25T15:01:48.000Z');
  t.equal(timeInName('/a/refuse-20261125-150148-2'), '2026-11-25T15:01:48.000Z');
  for (const name of ['refuse', 'truth', 'a-20261340-150148', 'a-20261125-150148-x'])
    t.equal(timeInName(name), undefined, name);
});
