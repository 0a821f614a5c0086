import t from 'tap';
import { judgeRun } from '../../../harness/judge/verdict.ts';
import type { OperationId } from '../../../harness/kinds/guest/operations.ts';
import type { BootRecord } from '../../../harness/records/run/boot.ts';
import type { Observation } from '../../../harness/records/run/observation.ts';
import { type Comparison, type VerdictRecord, verdictRecordSchema } from '../../../harness/records/run/verdict.ts';
import { healthy, refusing } from '../../fixtures/records.ts';
import { aRun, control, type RunShape } from '../../fixtures/run.ts';

const rdma = 'rdma-write-writeback';
const guard: Observation = { type: 'integrity', tag: 'guard', by: 'scsi_debug', count: 42, first: 'GUARD' };
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
const [pass, fail, crash] = [healthy, [...healthy, guard], [...healthy, oops]];
const idle = healthy.filter((each) => !('name' in each && each.name === 'bytes_written_by_rdma'));

/** How the repeats of a tree end, in this order: so many of each; null is a run that is not there. */
type Ends = readonly (readonly [number, readonly Observation[] | null])[];
const endOf = (ends: Ends, repeat: number): readonly Observation[] | null => {
  let passed = 0;
  for (const [count, what] of ends) {
    passed += count;
    if (repeat <= passed) return what;
  }
  return pass;
};
const total = (ends: Ends): number => ends.reduce((sum, [count]) => sum + count, 0);

/** The verdict of one site, or of the same repeated as sites on several file systems. */
function judge(base: Ends, candidate: Ends, over: RunShape = {}): VerdictRecord {
  const verdict = judgeRun(
    aRun({
      candidates: { hold: { claims: false } },
      workloads: [rdma],
      repeats: Math.max(total(base), total(candidate)),
      observed: (tree, _workload, _filesystem, repeat) => endOf(tree === 'base' ? base : candidate, repeat),
      ...over,
    }),
  );
  verdictRecordSchema.parse(verdict);
  return verdict;
}
const compare = (base: Ends, candidate: Ends, over: RunShape = {}): Comparison => {
  const [comparison] = judge(base, candidate, over).comparisons;
  if (comparison === undefined) throw new Error('no comparison');
  return comparison;
};
const runs = (failures: number, passes: number): Ends => [
  [failures, fail],
  [passes, pass],
];

t.test('one comparison a site, with the counts and the p that it rests on', async (t) => {
  const verdict = judge(runs(0, 20), runs(6, 14));
  t.equal(verdict.cells.length, 40);
  t.match(verdict.comparisons, [
    {
      cell: `dif1-dix1/ext4/${rdma}/1`,
      base: 'pass',
      candidateStatus: 'fail',
      verdict: 'regressed',
      why: 'fails 6 of 20 runs, the base 0 of 20 (p 0.01): 42 guard tag errors',
      statistics: {
        base: { failures: 0, runs: 20, leftOut: { refused: 0, invalid: 0, lost: 0 } },
        candidate: { failures: 6, runs: 20 },
        tested: 'more',
        gravity: 'integrity',
      },
    },
  ]);
  t.equal(verdict.comparisons.length, 1);
  t.equal(verdict.comparisons[0]?.statistics?.p.toFixed(6), '0.010098', 'as scipy.stats.fisher_exact has it');
  t.same([verdict.conclusion, verdict.exitCode], ['regression', 1]);
});

t.test('what the numbers carry, and what they do not', async (t) => {
  for (const [base, candidate, word, why] of [
    [runs(0, 20), runs(5, 15), 'regressed', /^fails 5 of 20 runs, the base 0 of 20 \(p 0\.024\)/],
    [runs(0, 20), runs(4, 16), 'inconclusive', /\(p 0\.053\), which may be chance: some \d+ repeats would tell/],
    [runs(0, 20), runs(1, 19), 'inconclusive', /some 134 repeats would tell, if these rates hold$/],
    [runs(14, 6), runs(0, 20), 'fixed', /^fails 0 of 20 runs, the base 14 of 20 \(p < 0\.0001\); no longer: 42 guard/],
    [runs(20, 0), runs(8, 12), 'fixed', /^fails less often, but fails 8 of 20 runs, the base 20 of 20/],
    [runs(3, 17), runs(0, 20), 'inconclusive', /p 0\.12\b.*some \d+ repeats/],
    [runs(0, 20), runs(0, 20), 'unchanged-good', /^no failure in 20 runs, .* at 95 % fewer than 14 % fail$/],
    [runs(0, 19), runs(0, 19), 'unchanged-good', /fewer than 15 % fail$/],
    [runs(0, 18), runs(0, 18), 'inconclusive', /up to 16 % may fail unseen; 19 repeats rule out 15 %$/],
    [runs(0, 3), runs(0, 3), 'inconclusive', /up to 64 % may fail unseen; 19 repeats/],
    [runs(20, 0), runs(20, 0), 'unchanged-bad', /^fails 20 of 20 runs, the base 20 of 20: 42 guard tag errors$/],
    [runs(19, 1), runs(20, 0), 'unchanged-bad', /./],
    [runs(3, 0), runs(3, 0), 'inconclusive', /\(p 1\), which may be chance: some 11 repeats would tell/],
    [runs(14, 6), runs(15, 5), 'inconclusive', /some \d\d repeats would tell/],
    [runs(2, 18), runs(3, 17), 'inconclusive', /some \d\d repeats would tell/],
    [runs(14, 6), runs(14, 6), 'inconclusive', /some \d\d repeats would tell/],
    [runs(11, 0), runs(11, 0), 'unchanged-bad', /./],
    [runs(10, 0), runs(10, 0), 'inconclusive', /some 11 repeats would tell/],
    [runs(150, 50), runs(140, 60), 'unchanged-bad', /./],
    [runs(1, 0), runs(0, 1), 'inconclusive', /p 0\.5\b|p 1\b/],
  ] as const) {
    const comparison = compare(base, candidate);
    t.equal(comparison.verdict, word, comparison.why);
    t.match(comparison.why, why);
  }
});

t.test('as many repeats as are asked for do carry a verdict, if the rates hold', async (t) => {
  for (const [base, candidate, word] of [
    [0, 3, 'regressed'],
    [0, 0, 'unchanged-good'],
    [10, 10, 'unchanged-bad'],
    [3, 0, 'fixed'],
  ] as const) {
    const of = 16;
    const first = compare(runs(base, of - base), runs(candidate, of - candidate));
    t.equal(first.verdict, 'inconclusive', first.why);
    const needed = Number(/(\d+) repeats/.exec(first.why)?.[1]);
    t.ok(needed > of, first.why);
    // The next multiple, at which the same rates are whole numbers again.
    const times = Math.ceil(needed / of);
    const scaled = (failures: number): Ends => runs(failures * times, (of - failures) * times);
    t.equal(compare(scaled(base), scaled(candidate)).verdict, word, first.why);
  }
});

t.test('Holm: what is significant alone may be chance among many sites, and what is plain stays so', async (t) => {
  const filesystems = ['ext4', 'xfs', 'btrfs', 'f2fs'];
  const among = (failures: number) =>
    judge([], [], {
      repeats: 20,
      filesystems,
      observed: (tree, _workload, filesystem, repeat) =>
        tree !== 'base' && filesystem === 'xfs' && repeat <= failures ? fail : pass,
    });
  const [five, eight] = [among(5), among(8)].map(({ comparisons }) =>
    comparisons.find(({ cell }) => cell.includes('/xfs/')),
  );
  t.match(five, { verdict: 'inconclusive', why: /p 0\.024, 0\.094 corrected/ });
  t.equal(five?.statistics?.adjusted.toFixed(6), (4 * 0.023562023562).toFixed(6));
  t.match(eight, { verdict: 'regressed' });
  t.same(
    among(8).comparisons.map(({ verdict }) => verdict),
    ['unchanged-good', 'regressed', 'unchanged-good', 'unchanged-good'],
  );
});

t.test('each candidate’s tests are corrected for each other, not for another candidate’s', async (t) => {
  const verdict = judge([], [], {
    repeats: 20,
    candidates: { hold: { claims: false }, bounce: { claims: false } },
    observed: (tree, _workload, _filesystem, repeat) => (tree === 'hold' && repeat <= 5 ? fail : pass),
  });
  t.match(verdict.comparisons, [
    { candidate: 'hold', verdict: 'regressed' },
    { candidate: 'bounce', verdict: 'unchanged-good' },
  ]);
});

t.test('a candidate that crashes where the base always fails mildly has regressed', async (t) => {
  const all = compare([[20, fail]], [[20, crash]]);
  t.match(all, {
    verdict: 'regressed',
    why: /^fails worse, with a crash in 20 of 20 runs, the base 0 of 20 \(p < 0\.0001\): BUG: NULL/,
    statistics: { gravity: 'crash', tested: 'more', candidate: { failures: 20 }, base: { failures: 20 } },
  });
  t.match(
    compare(
      [[20, fail]],
      [
        [2, crash],
        [18, fail],
      ],
    ),
    { verdict: 'inconclusive', why: /; a crash in 2 of 20 runs, the base 0 of 20 \(p 0\.24, 0\.49 corrected\)/ },
    'twice is no proof, and no sameness either',
  );
  t.match(
    compare(
      [[20, fail]],
      [
        [4, crash],
        [16, pass],
      ],
    ),
    { verdict: 'inconclusive', statistics: { tested: 'more', gravity: 'crash' } },
    'less often but worse is no fix',
  );
  t.match(compare([[20, crash]], [[20, crash]]), { verdict: 'unchanged-bad' });
});

t.test('what is left out is told, and is in no rate', async (t) => {
  const comparison = compare(
    [
      [1, null],
      [19, pass],
    ],
    [
      [6, fail],
      [1, idle],
      [1, null],
      [12, pass],
    ],
  );
  t.match(comparison, {
    verdict: 'regressed',
    why: /^fails 6 of 18 runs, the base 0 of 19 .*; left out: base 1 lost, candidate 1 invalid and 1 lost$/,
    statistics: { candidate: { failures: 6, runs: 18, leftOut: { refused: 0, invalid: 1, lost: 1 } } },
  });
  const clean = judge(
    [[20, pass]],
    [
      [1, null],
      [19, pass],
    ],
  );
  t.match(clean.comparisons, [{ verdict: 'unchanged-good', why: /; left out: candidate 1 lost$/ }]);
  t.equal(clean.exitCode, 0, 'one lost run of twenty keeps no one from a verdict');
});

t.test('a candidate that keeps the workload from its work is not fixed by that', async (t) => {
  const { verdict, why } = compare(
    [[20, fail]],
    [
      [12, idle],
      [8, pass],
    ],
  );
  t.equal(verdict, 'invalid');
  t.match(
    why,
    /^proves nothing in 12 of 20 runs, the base 0 of 20: the workload did not report bytes_written_by_rdma; left out/,
  );
});

t.test('where a tree has no run that counts, kinds decide as with one run', async (t) => {
  t.match(compare([[20, fail]], [[20, idle]]), { verdict: 'invalid', candidateStatus: 'invalid' });
  t.match(compare([[20, fail]], [[20, null]]), { verdict: 'inconclusive', why: 'candidate: the cell was not run' });
  const claims = { candidates: { hold: { claims: true } } };
  t.match(compare([[20, fail]], [[20, refusing]], claims), {
    verdict: 'refused',
    claimed: true,
    why: 'ibv_reg_mr EFAULT, as candidate.yaml claims',
    statistics: { candidate: { runs: 0, leftOut: { refused: 20 } }, p: 1 },
  });
  t.match(judge([[20, fail]], [[20, refusing]]), {
    exitCode: 1,
    comparisons: [{ verdict: 'refused', claimed: false }],
  });
  t.match(compare([[20, refusing]], runs(1, 19)), { verdict: 'regressed', why: /^accepted again, and 42 guard/ });
  t.match(compare([[20, refusing]], runs(0, 20)), { verdict: 'fixed' });
  t.match(compare([[3, refusing]], runs(0, 3)), { verdict: 'inconclusive', why: /, but in 3 runs only$/ });
});

t.test('a call that is refused now and then carries no verdict but a regression', async (t) => {
  const half = (what: readonly Observation[]): Ends => [
    [10, refusing],
    [10, what],
  ];
  t.match(compare(runs(20, 0), half(pass)), {
    verdict: 'inconclusive',
    why: /^the candidate refuses 10 of 20 runs, .*; left out: candidate 10 refused$/,
  });
  t.match(compare(runs(0, 20), half(fail)), { verdict: 'regressed' });
  t.match(compare(half(pass), runs(0, 20)), { verdict: 'inconclusive', why: /^the base refuses/ });
});

t.test('a tree that does not boot is one fact, not twenty', async (t) => {
  const boot = (hold: 'panicked' | 'finished', base: 'panicked' | 'finished'): BootRecord => ({
    format: 'pinproof.boot/1',
    accelerator: 'mttcg',
    image: '/image',
    imageKey: 'k',
    trees: Object.fromEntries(
      Object.entries({ hold, base }).map(([name, ending]) => [name, { ending, seconds: 1, console: '/console' }]),
    ),
  });
  const run = (repeats: number, trees: BootRecord) =>
    judgeRun({
      ...aRun({
        candidates: { hold: { claims: false } },
        workloads: [rdma],
        repeats,
        observed: (tree) => (trees.trees[tree]?.ending === 'panicked' ? null : pass),
      }),
      boot: trees,
    }).comparisons;
  t.match(run(2, boot('panicked', 'finished')), [{ verdict: 'regressed', why: /does not boot/ }]);
  t.match(run(20, boot('panicked', 'panicked')), [{ verdict: 'inconclusive', why: /^neither tree boots/ }]);
});

t.test('a control that fails on both takes the word, but from a kernel that crashes significantly', async (t) => {
  const judged = (what: readonly Observation[]) =>
    judge([], [], {
      repeats: 20,
      workloads: [rdma, control],
      observed: (tree, workload, _filesystem, repeat) => {
        if (workload === control) return repeat === 1 ? fail : pass;
        return tree === 'base' ? pass : what;
      },
    }).comparisons.find(({ cell }) => cell.includes(rdma));
  t.match(judged(fail), { verdict: 'inconclusive', why: /a control workload fails on both trees/ });
  t.match(judged(crash), { verdict: 'regressed' });
});

t.test('latencies are compared by one median a run', async (t) => {
  const latency = (op: OperationId, ...milliseconds: number[]): Observation => ({
    type: 'latency',
    op,
    unit: 'ns',
    count: milliseconds.length,
    max: Math.max(...milliseconds) * 1e6,
    samples: milliseconds.map((value) => value * 1e6),
  });
  const { comparisons, exitCode } = judge([], [], {
    repeats: 20,
    observed: (tree, _workload, _filesystem, repeat) => [
      ...pass,
      latency('fdatasync', 1, (tree === 'base' ? 100 : 200) + repeat, 9000),
      latency('bystander-fsync', repeat),
      ...(tree === 'base' ? [latency('umount', 1)] : []),
    ],
  });
  const latencies = comparisons[0]?.statistics?.latencies;
  t.match(latencies, [
    { op: 'bystander fsync', base: { runs: 20, median: 10e6 }, candidate: { runs: 20, median: 10e6 }, p: 1 },
    { op: 'fdatasync', base: { runs: 20, median: 110e6 }, candidate: { runs: 20, median: 210e6 } },
  ]);
  t.equal(latencies?.length, 2);
  t.equal(latencies?.[1]?.p.toPrecision(4), '1.451e-11', 'all of twenty above all of twenty: 2 of 40 over 20');
  t.equal(comparisons[0]?.verdict, 'unchanged-good', 'a latency decides no verdict');
  t.equal(exitCode, 0);
  const refused = compare([[20, pass]], [[20, [...refusing, latency('fdatasync', 1)]]]);
  t.equal(refused.statistics?.latencies, undefined, 'a refused run has synced nothing');
});

t.test('without candidates, a site of which a run says something is evaluated', async (t) => {
  const alone = (ends: Ends) => judge(ends, [], { candidates: {} });
  t.equal(
    alone([
      [1, null],
      [1, fail],
    ]).exitCode,
    0,
  );
  t.equal(alone([[2, null]]).exitCode, 3);
});
