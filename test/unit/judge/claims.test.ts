import t from 'tap';
import { judgeRun } from '../../../harness/judge/verdict.ts';
import { type Claim, claimSchema } from '../../../harness/records/inputs/candidate.ts';
import type { Observation } from '../../../harness/records/run/observation.ts';
import { verdictRecordSchema } from '../../../harness/records/run/verdict.ts';
import { healthy, refusing } from '../../fixtures/records.ts';
import { aRun, control, type RunShape } from '../../fixtures/run.ts';

const rdma = 'rdma-write-writeback';
const guard: Observation = { type: 'integrity', tag: 'guard', by: 'scsi_debug', count: 3, first: 'GUARD check failed' };
const cost = (instructions: number): Observation[] => [
  ...healthy,
  { type: 'cost', op: 'rdma-write', instructions, count: 32 },
];

/** What a run on two file systems says of one claim, for what the candidate observes. */
function outcome(claim: Claim, observed: RunShape['observed']) {
  const shape: RunShape = {
    candidates: { mine: { claims: [claimSchema.parse(claim)] } },
    filesystems: ['ext4', 'xfs'],
  };
  const verdict = judgeRun(aRun({ ...shape, ...(observed && { observed }) }));
  t.strictSame(verdictRecordSchema.parse(verdict), verdict);
  t.equal(verdict.claims?.length, 1);
  const [judged] = verdict.claims ?? [];
  return { outcome: judged?.outcome, cells: judged?.cells.map((id) => id.split('/')[2]), why: judged?.why };
}

const refuses: Claim = { refuses: 'ibv_reg_mr', errno: 'EFAULT', workloads: [rdma], why: 'by intent' };
const passes: Claim = { passes: rdma, why: 'that is the idea' };
const fails: Claim = { fails: rdma, filesystems: ['xfs'], why: 'it is left out' };
const mine =
  (observations: readonly Observation[] | null): RunShape['observed'] =>
  (tree, workload) =>
    tree === 'mine' && workload === rdma ? observations : undefined;

t.test('a refusal: where some cell of each workload that makes the call shows it', async (t) => {
  const granted: Observation[] = [...healthy, { type: 'call', call: 'ibv_reg_mr', errno: 0, error: '', count: 1 }];
  t.match(outcome(refuses, mine(refusing)), { outcome: 'confirmed', cells: ['ext4', 'xfs'] });
  t.match(outcome(refuses, mine(granted)), { outcome: 'refuted', cells: ['ext4', 'xfs'], why: `not in ${rdma}` });
  t.match(outcome({ ...refuses, errno: 'EPERM' }, mine(refusing)), { outcome: 'refuted' }, 'with another errno');
  const both = { ...refuses, workloads: [rdma, control] };
  t.match(
    outcome(both, (tree, workload) => (tree === 'mine' ? (workload === rdma ? refusing : granted) : undefined)),
    { outcome: 'refuted', why: `not in ${control}` },
  );
  t.match(
    outcome(both, mine(refusing)),
    { outcome: 'confirmed', why: '2 cells' },
    'the control does not make the call',
  );
  t.match(outcome(refuses, mine(healthy)), {
    outcome: 'not-tested',
    cells: [],
    why: 'no cell of its workloads makes the call',
  });
  t.match(outcome({ ...refuses, workloads: ['late-write'] }, mine(refusing)), { outcome: 'not-tested', cells: [] });
});

t.test('passes: every cell that is named', async (t) => {
  t.match(outcome(passes, mine(healthy)), { outcome: 'confirmed', cells: ['ext4', 'xfs'] });
  const onXfs: RunShape['observed'] = (tree, workload, filesystem) =>
    tree === 'mine' && workload === rdma && filesystem === 'xfs' ? [...healthy, guard] : undefined;
  const refuted = outcome(passes, onXfs);
  t.match(refuted, { outcome: 'refuted', cells: ['xfs'] });
  t.match(refuted.why, /^1 of 2 cells do not: dif1-dix1\/xfs\/.*: 3 guard tag errors$/);
  t.match(outcome({ ...passes, filesystems: ['ext4'] }, onXfs), { outcome: 'confirmed', cells: ['ext4'] });
  t.match(outcome(passes, mine(refusing)), { outcome: 'refuted' }, 'what is refused does not pass');
  t.match(outcome({ ...passes, parameters: { by: 'rdma' } }, mine(healthy)), { outcome: 'not-tested' }, 'no such cell');
  t.match(outcome({ ...passes, devices: ['plain'] }, mine(healthy)), { outcome: 'not-tested' });
});

t.test('what proves nothing neither confirms nor refutes', async (t) => {
  t.match(outcome(passes, mine([])), { outcome: 'not-tested', cells: ['ext4', 'xfs'] });
  t.match(outcome(passes, mine(null)), { outcome: 'not-tested' });
  t.match(outcome(fails, mine(null)), { outcome: 'not-tested' });
});

t.test('fails: admitted, and held to that, too', async (t) => {
  t.match(outcome(fails, mine([...healthy, guard])), { outcome: 'confirmed', cells: ['xfs'] });
  t.match(outcome(fails, mine(healthy)), { outcome: 'refuted', cells: ['xfs'] });
});

t.test('of repeats one that fails is enough', async (t) => {
  const run = aRun({
    candidates: { mine: { claims: [passes, { ...fails, filesystems: ['ext4'] }] } },
    repeats: 3,
    observed: (tree, workload, _, repeat) =>
      tree === 'mine' && workload === rdma && repeat === 2 ? [...healthy, guard] : undefined,
  });
  const at = [`mine/dif1-dix1/ext4/${rdma}/1/r2`];
  t.match(judgeRun(run).claims, [
    { outcome: 'refuted', cells: at, why: /^1 of 1 cells do not/ },
    { outcome: 'confirmed', cells: at },
  ]);
});

t.test('a cost: on each file system', async (t) => {
  const claim: Claim = { costs: 'RDMA WRITE', 'at-most': 3, why: 'a test of a bit' };
  const costing =
    (ext4: number, xfs: number): RunShape['observed'] =>
    (tree, workload, filesystem) =>
      workload === rdma ? cost(tree === 'base' ? 1000 : filesystem === 'xfs' ? xfs : ext4) : undefined;
  t.match(outcome(claim, costing(1030, 1000)), { outcome: 'confirmed', cells: ['ext4', 'xfs'] });
  t.match(outcome(claim, costing(1000, 1031)), { outcome: 'refuted', cells: ['xfs'] });
  t.match(outcome({ ...claim, costs: 'fsync' }, costing(1, 1)), { outcome: 'not-tested' });
});

t.test('a claim bears on no verdict, but for refusals', async (t) => {
  const shape: RunShape = { candidates: { mine: { claims: [{ fails: rdma, why: 'known' }] } } };
  const verdict = judgeRun(aRun({ ...shape, observed: (tree) => (tree === 'mine' ? [...healthy, guard] : undefined) }));
  t.equal(verdict.exitCode, 1, 'what is admitted is not excused');
});
