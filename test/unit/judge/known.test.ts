import t from 'tap';
import { readConsole } from '../../../harness/console/reader.ts';
import { judgeCell } from '../../../harness/judge/cell.ts';
import { judgeRun } from '../../../harness/judge/verdict.ts';
import type { LocatedIssue } from '../../../harness/records/inputs/known.ts';
import type { CellRecord } from '../../../harness/records/run/cell.ts';
import type { Observation } from '../../../harness/records/run/observation.ts';
import { type CellStatus, verdictRecordSchema } from '../../../harness/records/run/verdict.ts';
import { aGuest, anIssue, aRecord, aWorkload, healthy } from '../../fixtures/records.ts';
import { aRun, control } from '../../fixtures/run.ts';
import { aCall, aLog, aSplat, counter } from './detectors/facts.ts';

const warning = aSplat('warning', 'WARNING in f');
const other = aSplat('warning', 'WARNING in f_of_another_bug');
const place = { folder: 'cells/x', repeat: '' };
const judge = (observations: readonly Observation[], over: Partial<CellRecord> = {}, issues = [anIssue()]) =>
  judgeCell(aRecord(observations, over), aWorkload(), place, issues);
const { reason, link, where } = anIssue();
const told = { kind: 'splat:warning', title: 'WARNING in f', count: 1, reason, link, where, silenced: [] };

t.test('a report that is known is no failure, and is told with its reason', async (t) => {
  t.match(judge([...healthy, warning], {}, []), { status: 'fail', known: undefined });
  const judged = judge([...healthy, warning, warning]);
  t.strictSame([judged.status, judged.failures], ['pass', []]);
  t.strictSame(judged.known, [{ ...told, count: 2 }]);
  t.equal(judge(healthy).known, undefined);
});

t.test('a pattern is for the whole title, a fingerprint for itself', async (t) => {
  t.equal(judge([...healthy, other]).status, 'fail');
  t.equal(judge([...healthy, aSplat('warning', 'a WARNING in f')]).status, 'fail');
  const fingerprint = '0a1b2c3d4e5f';
  const { pattern: _pattern, ...rest } = anIssue({ fingerprint });
  const marked = { ...other, fingerprint } as Observation;
  t.match(judge([...healthy, marked], {}, [rest]), {
    status: 'pass',
    known: [{ title: 'WARNING in f_of_another_bug' }],
  });
  t.equal(judge([...healthy, { ...marked, fingerprint: `${fingerprint}0` } as Observation], {}, [rest]).status, 'fail');
  t.equal(judge([...healthy, warning], {}, [rest]).status, 'fail', 'a report without a fingerprint is not that one');
  const { fingerprint: _fingerprint, ...nothing } = rest;
  t.equal(
    judge([...healthy, warning], {}, [nothing]).status,
    'fail',
    'an entry about nothing, in a plan that was edited',
  );
});

const hidden: [string, CellStatus, string[], readonly Observation[], Partial<CellRecord>?][] = [
  ['another report', 'fail', ['splat:warning'], [...healthy, warning, other]],
  ['the panic that it came to', 'fail', ['ending:panicked'], [...healthy, warning], { ending: 'panicked' }],
  ['a guest that hung behind it', 'fail', ['ending:hung'], [...healthy, warning], { ending: 'hung' }],
  ['a guest that fell silent', 'fail', ['ending:silent'], [...healthy, warning], { ending: 'silent' }],
  [
    'lost data',
    'fail',
    ['content'],
    [...healthy, warning, { type: 'comparison', where: 'remount', ok: false, pages: 64, bad: 1, first: 0, found: 'R' }],
  ],
  ['errors in the log', 'fail', ['log:ext4-error'], [...healthy, warning, aLog('ext4-error', 1)]],
  ['a failed call', 'fail', ['fsync-error'], [...healthy, warning, aCall('fdatasync', 5, 'EIO', 1)]],
  [
    'an error of which nobody was told',
    'fail',
    ['lost-error', 'dif-errors'],
    [...healthy, warning, counter('device', 'dif_errors', 'after', 3)],
  ],
  [
    'reports beyond those that are kept one by one',
    'fail',
    ['log:more-splats'],
    [...healthy, warning, aLog('more-splats', 3, 'WARNING in f')],
  ],
  [
    'a workload that did no work',
    'invalid',
    [],
    [...healthy.filter((each) => !('name' in each && each.name === 'bytes_written_by_rdma')), warning],
  ],
  ['a problem', 'invalid', [], [...healthy, warning, { type: 'problem', what: 'no memory' }]],
  ['QEMU’s own death', 'lost', [], [...healthy, warning], { ending: 'killed', guest: aGuest({ signal: 'SIGKILL' }) }],
];
for (const [what, status, kinds, observations, over] of hidden) {
  t.test(`a known report does not hide ${what}`, async (t) => {
    const judged = judge(observations, over);
    t.strictSame([judged.status, judged.failures.map(({ kind }) => kind)], [status, kinds]);
    t.strictSame(judged.known, [told]);
  });
}

t.test('an oops that is known has ended the guest all the same', async (t) => {
  const { observations, panicked } = readConsole(
    '[    1.000000] BUG: kernel NULL pointer dereference, address: 0000000000000008\n' +
      '[    1.000001] Oops: 0000 [#1] PREEMPT SMP\n[    1.000002] RIP: 0010:f+0x1/0x2\n' +
      '[    1.000003] ---[ end trace 0000000000000000 ]---\n' +
      '[    1.000004] Kernel panic - not syncing: Fatal exception\n',
    { from: 'start' },
  );
  t.ok(panicked);
  const issue = anIssue({ pattern: 'BUG: NULL pointer dereference in f' });
  const judged = judge([...healthy, ...observations], { ending: 'panicked' }, [issue]);
  t.strictSame([judged.status, judged.failures.map(({ kind }) => kind)], ['fail', ['ending:panicked']]);
  t.match(judged.known, [{ kind: 'splat:oops', count: 1 }]);
});

t.test('what a report switches off in the kernel is told with it', async (t) => {
  const issue = anIssue({ pattern: '(possible deadlock|KASAN: use-after-free Read|bad page|WARNING) in f' });
  for (const [name, title, silenced] of [
    ['lockdep', 'possible deadlock in f', ['lockdep']],
    ['kasan', 'KASAN: use-after-free Read in f', ['KASAN', 'lockdep']],
    ['bad-page', 'bad page in f', ['lockdep']],
    ['warning', 'WARNING in f', []],
  ] as const)
    t.strictSame(judge([...healthy, aSplat(name, title)], {}, [issue]).known?.[0]?.silenced, silenced, name);
});

const shape = (known: LocatedIssue[], seen: Record<string, Observation[]>) =>
  aRun({
    candidates: { hold: { claims: false } },
    known,
    observed: (tree, workload) => (workload === control ? undefined : [...healthy, ...(seen[tree] ?? [])]),
  });

t.test('base and candidate are judged alike, and the verdict counts what applied', async (t) => {
  const unused = anIssue({ pattern: 'WARNING in g', where: 'known.yaml:8:5' });
  const verdict = judgeRun(shape([anIssue(), unused], { base: [warning], hold: [warning, warning] }));
  t.strictSame(verdictRecordSchema.parse(verdict), verdict);
  t.strictSame(
    verdict.comparisons.map((each) => each.verdict),
    ['unchanged-good', 'unchanged-good'],
  );
  t.strictSame(verdict.known, [
    { ...anIssue(), reports: 3, cells: 2 },
    { ...unused, reports: 0, cells: 0 },
  ]);
  t.strictSame([verdict.conclusion, verdict.exitCode], ['nothing-regressed', 0], 'an entry without use is no failure');
});

t.test('a known failure of the base does not hide that the candidate is worse', async (t) => {
  const regressed = judgeRun(shape([anIssue()], { base: [warning], hold: [warning, other] }));
  t.match(regressed.comparisons[0], { base: 'pass', candidateStatus: 'fail', verdict: 'regressed' });
  const without = judgeRun(shape([], { base: [warning], hold: [warning, other] }));
  t.match(without.comparisons[0], { verdict: 'unchanged-bad' }, 'as it would be otherwise');
});

t.test('on the native engine a known report makes no failing run', async (t) => {
  const run = aRun({
    candidates: { hold: { claims: false } },
    repeats: 20,
    known: [anIssue()],
    observed: (tree) => (tree === 'hold' ? [...healthy, warning] : undefined),
  });
  t.match(judgeRun(run).comparisons[0], { verdict: 'unchanged-good', statistics: { candidate: { failures: 0 } } });
  t.match(judgeRun({ ...run, plan: { ...run.plan, known: [] } }).comparisons[0], { verdict: 'regressed' });
});

t.test('of two entries that are about one report, the first has it', async (t) => {
  const second = anIssue({ pattern: 'WARNING in (f|g)', where: 'known.yaml:8:5' });
  const { known } = judgeRun(shape([anIssue(), second], { base: [warning] }));
  t.strictSame(
    known.map(({ reports }) => reports),
    [1, 0],
  );
});
