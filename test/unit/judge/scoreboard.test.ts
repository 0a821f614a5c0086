import t from 'tap';
import { scoreboardOf } from '../../../harness/judge/scoreboard/scoreboard.ts';
import { judgeRun } from '../../../harness/judge/verdict.ts';
import type { ComparisonId } from '../../../harness/kinds/guest/comparisons.ts';
import type { OperationId } from '../../../harness/kinds/guest/operations.ts';
import { type ScoredTree, scoreboardSchema } from '../../../harness/records/outputs/scoreboard.ts';
import type { Observation } from '../../../harness/records/run/observation.ts';
import { healthy, refusing } from '../../fixtures/records.ts';
import { aRun, type RunShape } from '../../fixtures/run.ts';

const rdma = 'rdma-write-writeback';
const wrong = (where: ComparisonId): Observation => ({ type: 'comparison', where, ok: false, pages: 16, bad: 4 });
const guard: Observation = { type: 'integrity', tag: 'guard', by: 'scsi_debug', count: 3, first: 'GUARD check failed' };
const latency = (op: OperationId, pinned: boolean, seconds: number): Observation => ({
  type: 'latency',
  op,
  pinned,
  unit: 'ns',
  count: 1,
  max: seconds * 1e9,
  samples: [seconds * 1e9],
});

function scored(shape: RunShape): Map<string, ScoredTree> {
  const run = aRun(shape);
  const board = scoreboardOf({ plan: run.plan, build: run.build, verdict: judgeRun(run) });
  t.strictSame(scoreboardSchema.parse(board), board);
  return new Map(board.trees.map((tree) => [tree.id, tree]));
}

/** What the candidate `mine` is measured to be, where its cells of one workload observe this. */
const figures = (observations: readonly Observation[]) =>
  scored({
    candidates: { mine: { claims: false } },
    observed: (tree, workload) => (tree === 'mine' && workload === rdma ? observations : undefined),
  }).get('mine')?.figures;
const cell = `mine/dif1-dix1/ext4/${rdma}/1`;

t.test('each figure names its cells, and a cell counts once for each', async (t) => {
  const found = figures([...healthy, guard, guard, wrong('direct'), wrong('remount'), wrong('clone')]);
  t.strictSame(found?.checksums, { value: 1, cells: [cell] });
  t.strictSame(found?.lost, { value: 1, cells: [cell] });
  t.strictSame(found?.spread, { value: 1, cells: [cell] });
  t.strictSame(found?.crashes, { value: 0, cells: [] });
});

t.test('data where it must not be is not lost, and what is lost is not there', async (t) => {
  for (const place of ['clone', 'frozen-disk'] as const) {
    t.equal(figures([...healthy, wrong(place)])?.spread.value, 1, place);
    t.equal(figures([...healthy, wrong(place)])?.lost.value, 0, place);
  }
  t.equal(figures([...healthy, wrong('mapping')])?.lost.value, 1);
  t.equal(figures([...healthy, wrong('mapping')])?.spread.value, 0);
  const dropped: Observation = { type: 'log', kind: 'ext4-no-buffers', count: 1, first: '' };
  t.equal(figures([...healthy, dropped])?.lost.value, 1, 'also where the log alone says so');
});

t.test('waits: the longest, of the pinned file apart from those of bystanders', async (t) => {
  const found = figures([
    ...healthy,
    latency('fsync', false, 0.2),
    latency('fsync', true, 2),
    latency('sync', false, 0.2),
    latency('sync', true, 0.5),
    latency('umount', false, 0.2),
    latency('umount', true, 0.4),
    { type: 'stall', call: 'fsync', task: 't', seconds: 2.5, ended: true, stack: [] },
  ]);
  t.equal(found?.['own-wait'].value, 2);
  t.equal(found?.['others-wait'].value, 0.5);
  t.equal(found?.stall.value, 2.5);
  t.strictSame(figures(healthy)?.['own-wait'], { cells: [] }, 'nothing measured is no wait of zero');
});

t.test('refusals are those beyond the base’s', async (t) => {
  const both = scored({
    candidates: { mine: { claims: true } },
    observed: (_, workload) => (workload === rdma ? refusing : undefined),
  });
  t.equal(both.get('mine')?.figures.refused.value, 0);
  const one = scored({
    candidates: { mine: { claims: true } },
    observed: (tree, workload) => (tree === 'mine' && workload === rdma ? refusing : undefined),
  }).get('mine');
  t.strictSame(one?.figures.refused, { value: 1, cells: [cell] });
  t.strictSame(one?.refusals, ['ibv_reg_mr EFAULT']);
  t.strictSame(one?.changes, { fixed: [], regressed: [], refusedInstead: [] }, 'it is claimed');
});

t.test('what the base fails and a candidate refuses is neither fixed nor forgotten', async (t) => {
  const trees = scored({
    candidates: { mine: { claims: true } },
    observed: (tree, workload) => (workload !== rdma ? undefined : tree === 'mine' ? refusing : [...healthy, guard]),
  });
  t.strictSame(trees.get('mine')?.changes, { fixed: [], regressed: [], refusedInstead: [cell] });
});

t.test('what the base fails and a candidate passes, by file system', async (t) => {
  const trees = scored({
    candidates: { mine: { claims: false } },
    filesystems: ['ext4', 'xfs'],
    observed: (tree, workload, filesystem) =>
      workload === rdma && (tree === 'base' || filesystem === 'xfs') ? [...healthy, guard] : undefined,
  });
  t.strictSame(trees.get('mine')?.filesystems, [
    { name: 'ext4', failing: 1, fixed: 1, cells: [cell] },
    { name: 'xfs', failing: 1, fixed: 0, cells: [] },
  ]);
  t.strictSame(
    trees.get('base')?.filesystems.map(({ failing, fixed }) => [failing, fixed]),
    [
      [1, 0],
      [1, 0],
    ],
  );
  t.strictSame(trees.get('mine')?.changes?.fixed, [cell]);
});

t.test('costs: the base’s own, and the candidate’s where it differs most', async (t) => {
  const cost = (instructions: number): Observation[] => [
    ...healthy,
    { type: 'cost', op: 'rdma-write', instructions, count: 32 },
  ];
  const trees = scored({
    candidates: { mine: { claims: false } },
    filesystems: ['ext4', 'xfs'],
    observed: (tree, _, filesystem) => cost(tree === 'base' ? 1000 : filesystem === 'xfs' ? 900 : 1050),
  });
  t.match(trees.get('base')?.costs, [{ op: 'RDMA WRITE', instructions: [1000, 1000] }]);
  t.match(trees.get('mine')?.costs, [{ op: 'RDMA WRITE', instructions: [900, 1050], percent: -10 }]);
});

t.test('a series is as long as its patches are together', async (t) => {
  const run = aRun({ candidates: { mine: { claims: false } } });
  const patch = (added: number, files: string[]) => ({
    subject: 's',
    hash: 'h',
    messageIds: [],
    size: { added, removed: 1, files },
  });
  run.build.series = { mine: [patch(3, ['a', 'b']), patch(4, ['b'])] };
  const size = () =>
    scoreboardOf({ plan: run.plan, build: run.build, verdict: judgeRun(run) }).trees.map((tree) => tree.size);
  t.strictSame(size(), [undefined, { patches: 2, added: 7, removed: 2, files: 2 }]);
  run.build.series['mine']?.push({ subject: 'older', hash: 'h', messageIds: [] });
  t.strictSame(size(), [undefined, undefined], 'half a figure is none');
});

t.test('a tree that is not built has no outcome', async (t) => {
  const failed = { outcome: 'failed' as const, stage: 'apply' as const, message: 'a hunk does not apply' };
  const mine = scored({ candidates: { mine: { claims: false } }, trees: { mine: failed } }).get('mine');
  t.equal(mine?.failed, 'apply');
});
