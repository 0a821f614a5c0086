import t from 'tap';
import { judgeRun } from '../../../harness/judge/verdict.ts';
import type { BootRecord } from '../../../harness/records/run/boot.ts';
import type { Observation } from '../../../harness/records/run/observation.ts';
import { type VerdictRecord, verdictRecordSchema } from '../../../harness/records/run/verdict.ts';
import { healthy, refusing } from '../../fixtures/records.ts';
import { aRun, control } from '../../fixtures/run.ts';

const guard: Observation = {
  type: 'integrity',
  tag: 'guard',
  by: 'scsi_debug',
  count: 42,
  first: 'GUARD check failed',
};
const oops: Observation = {
  type: 'splat',
  class: 'null-dereference',
  kind: 'oops',
  title: 'BUG: NULL pointer dereference in f',
  fingerprint: '0123456789ab',
  truncated: false,
  firstLine: 1,
  lastLine: 2,
  text: '',
};
const bad = [...healthy, guard];
const rdma = 'rdma-write-writeback';
const verdicts = ({ comparisons }: VerdictRecord) =>
  Object.fromEntries(comparisons.map(({ cell, verdict }) => [cell.split('/')[2], verdict]));
const conclusion = ({ conclusion: word, exitCode }: VerdictRecord) => [word, exitCode];

t.test('npm start: the base is wrong, the candidate refuses as it claims, the control is clean', async (t) => {
  const verdict = judgeRun(
    aRun({
      candidates: { refuse: { claims: true } },
      filesystems: ['ext4', 'xfs', 'btrfs'],
      observed: (tree, workload) => (workload !== rdma ? undefined : tree === 'base' ? bad : refusing),
    }),
  );
  t.strictSame(verdictRecordSchema.parse(verdict), verdict);
  t.strictSame(conclusion(verdict), ['nothing-regressed', 0]);
  t.strictSame(verdicts(verdict), { [rdma]: 'refused', [control]: 'unchanged-good' });
  t.equal(verdict.comparisons.length, 6);
});

t.test('the same refusal, unclaimed, is a regression', async (t) => {
  const run = aRun({
    candidates: { refuse: { claims: false } },
    observed: (tree, workload) => (workload === rdma && tree !== 'base' ? refusing : undefined),
  });
  t.strictSame(conclusion(judgeRun(run)), ['regression', 1]);
});

t.test('swapped: what the base refuses, the candidate accepts and gets wrong', async (t) => {
  const run = aRun({
    candidates: { plain: { claims: false } },
    observed: (tree, workload) => (workload !== rdma ? undefined : tree === 'base' ? refusing : bad),
  });
  const verdict = judgeRun(run);
  t.strictSame(conclusion(verdict), ['regression', 1]);
  t.equal(verdicts(verdict)[rdma], 'regressed');
});

t.test('without candidates pass, fail and refused are facts', async (t) => {
  for (const observed of [healthy, bad, refusing]) {
    const verdict = judgeRun(aRun({ observed: (_tree, workload) => (workload === rdma ? observed : undefined) }));
    t.strictSame(conclusion(verdict), ['nothing-regressed', 0]);
    t.strictSame(verdict.comparisons, []);
  }
  t.strictSame(conclusion(judgeRun(aRun({ observed: () => [] }))), ['inconclusive', 3]);
  t.strictSame(conclusion(judgeRun(aRun({ observed: () => null }))), ['inconclusive', 3]);
});

t.test('a regression outranks what could not be judged', async (t) => {
  const run = aRun({
    candidates: { hold: { claims: false } },
    observed: (tree, workload) => (tree === 'base' ? undefined : workload === rdma ? bad : null),
  });
  t.strictSame(conclusion(judgeRun(run)), ['regression', 1]);
});

t.test('a tree that does not apply or build is not judged, and says why', async (t) => {
  const verdict = judgeRun(
    aRun({
      candidates: { hold: { claims: false } },
      trees: { hold: { outcome: 'failed', stage: 'apply', message: '0002-x.patch: hunk 3 of mm/gup.c\nmore' } },
      observed: (tree) => (tree === 'base' ? undefined : null),
    }),
  );
  t.strictSame(conclusion(verdict), ['inconclusive', 3]);
  t.match(verdict.comparisons, [{ verdict: 'inconclusive', why: /hold does not apply: 0002-x.patch: hunk 3/ }]);
  t.match(verdict.trees['hold'], { failure: { stage: 'apply' } });
});

const boot = (trees: Record<string, BootRecord['trees'][string]['ending']>): BootRecord => ({
  format: 'pinproof.boot/1',
  accelerator: 'icount',
  image: '/image',
  imageKey: 'k',
  trees: Object.fromEntries(
    Object.entries(trees).map(([name, ending]) => [name, { ending, seconds: 1, console: `/boot/${name}/console.log` }]),
  ),
});

t.test('a tree that builds and does not boot is a fact about the kernel', async (t) => {
  const run = aRun({
    candidates: { hold: { claims: false } },
    observed: (tree) => (tree === 'base' ? undefined : null),
  });
  const verdict = judgeRun({ ...run, boot: boot({ base: 'finished', hold: 'panicked' }) });
  t.strictSame(conclusion(verdict), ['regression', 1]);
  t.match(verdict.comparisons, [{ verdict: 'regressed', why: 'the kernel does not boot (panicked)' }]);
  t.strictSame(verdictRecordSchema.parse(verdict), verdict);
});

t.test('a QEMU that died while a tree booted is not', async (t) => {
  const run = aRun({
    candidates: { hold: { claims: false } },
    observed: (tree) => (tree === 'base' ? undefined : null),
  });
  t.strictSame(conclusion(judgeRun({ ...run, boot: boot({ base: 'finished', hold: 'killed' }) })), ['inconclusive', 3]);
});

t.test('when no tree boots, nothing is known', async (t) => {
  const run = aRun({ candidates: { hold: { claims: false } }, observed: () => null });
  const verdict = judgeRun({ ...run, boot: boot({ base: 'never-booted', hold: 'never-booted' }) });
  t.strictSame(conclusion(verdict), ['inconclusive', 3]);
});

t.test('a control that fails on both trees takes the word from everything on its device and filesystem', async (t) => {
  const run = aRun({
    candidates: { hold: { claims: false } },
    filesystems: ['ext4', 'xfs'],
    observed: (tree, workload, filesystem) => {
      if (filesystem === 'xfs') return workload === rdma && tree === 'base' ? bad : undefined;
      return workload === control || tree === 'base' ? bad : undefined;
    },
  });
  const verdict = judgeRun(run);
  const words = Object.fromEntries(verdict.comparisons.map(({ cell, verdict: word }) => [cell, word]));
  t.strictSame(words, {
    [`dif1-dix1/ext4/${rdma}/1`]: 'inconclusive',
    [`dif1-dix1/ext4/${control}/1`]: 'inconclusive',
    [`dif1-dix1/xfs/${rdma}/1`]: 'fixed',
    [`dif1-dix1/xfs/${control}/1`]: 'unchanged-good',
  });
  t.equal(verdict.exitCode, 3);
});

t.test('but a kernel that oopses speaks for itself', async (t) => {
  const run = aRun({
    candidates: { hold: { claims: false } },
    observed: (tree, workload) => (workload === control ? bad : tree === 'base' ? undefined : [...healthy, oops]),
  });
  t.strictSame(conclusion(judgeRun(run)), ['regression', 1]);
});

t.test('a control that fails on one tree only is that tree’s fault', async (t) => {
  const broken = (which: string) =>
    judgeRun(
      aRun({
        candidates: { hold: { claims: false } },
        observed: (tree, workload) => (workload === control && tree === which ? bad : undefined),
      }),
    );
  t.equal(verdicts(broken('base'))[control], 'fixed');
  t.equal(verdicts(broken('hold'))[control], 'regressed');
});
