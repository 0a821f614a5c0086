import t from 'tap';
import { judgeRun } from '../../../../harness/judge/verdict.ts';
import type { Observation } from '../../../../harness/records/run/observation.ts';
import { renderVerdict, type TerminalOptions } from '../../../../harness/report/terminal/terminal.ts';
import { widthOf } from '../../../../harness/text/width.ts';
import { healthy, refusing } from '../../../fixtures/records.ts';
import { aRun, control, type RunShape } from '../../../fixtures/run.ts';
import { matchesGolden } from '../../../golden.ts';

const screen: TerminalOptions = { colour: false, unicode: true, width: 100, runFolder: '/runs/1' };
const show = (shape: RunShape, over: Partial<TerminalOptions> = {}) =>
  renderVerdict(judgeRun(aRun(shape)), { ...screen, ...over });

const latency: Observation = {
  type: 'latency',
  op: 'fdatasync',
  unit: 'ns',
  count: 4,
  max: 8e6,
  samples: [1e6, 1.2e6, 2e6, 8e6],
};
const bad: Observation[] = [
  ...healthy,
  latency,
  { type: 'integrity', tag: 'guard', by: 'scsi_debug', count: 1204, first: 'GUARD check failed' },
  { type: 'call', call: 'fdatasync', errno: 5, error: 'EIO', count: 7 },
  { type: 'log', kind: 'protection-error', count: 10, first: 'protection error' },
];
const start: RunShape = {
  candidates: { refuse: { claims: true } },
  filesystems: ['ext4', 'xfs', 'btrfs'],
  observed: (tree, workload) => {
    if (workload !== 'rdma-write-writeback') return [...healthy, latency];
    return tree === 'base' ? bad : refusing;
  },
  trees: { refuse: { addedWarnings: [{ file: 'mm/gup.c', line: 12, text: "unused variable 'x'" }] } },
};

t.test('the verdict of npm start', async (t) => {
  matchesGolden(t, 'report/terminal.txt', show(start));
});

t.test('no line is wider than the terminal, down to 40 columns', async (t) => {
  for (const width of [40, 60, 72, 80, 132]) {
    const lines = show({ ...start, devices: ['dif1-dix1', 'plain'], seeds: [1, 2] }, { width, runFolder: '/r' }).split(
      '\n',
    );
    // What is there to be pasted is never cut.
    const ours = lines.filter((line) => !/^ {2}(repeat|artefacts|page) /.test(line));
    for (const line of ours) t.ok(widthOf(line) <= width, `${width}: ${line}`);
  }
});

t.test('devices and seeds are shown where there are several', async (t) => {
  const text = show({ devices: ['dif1-dix1', 'plain'], seeds: [1, 2] });
  t.match(text, /workload +filesystem +device +seed +base/);
  t.match(text, /ext4 +plain +2 +✗ fail|ext4 +plain +2 +✓ pass/);
  t.notMatch(show({}), /device|seed/);
});

t.test('many seeds have one row: how many failed, and how many of which verdict', (t) => {
  const seeds = [1, 2, 3, 4, 5, 6];
  const shape = { ...start, workloads: [control, 'rdma-write-writeback'], filesystems: ['ext4'], seeds };
  const run = aRun({ ...shape, candidates: { pin: { claims: false } }, observed: () => [...healthy, latency] });
  const failing = /^(base.*rdma.*\/[2-6]|pin.*rdma.*\/[16])$/;
  const cells = run.cells.map((cell) => (failing.test(cell.cell.id) ? { ...cell, observations: [...bad] } : cell));
  const text = renderVerdict(judgeRun({ ...run, cells }), screen);
  t.match(text, /^ {2}rdma-write-writeback +ext4 +all 6 +✗ 5\/6 +✗ 2\/6 +1 regressed, 4 fixed, 1 unchanged-bad$/m);
  t.match(text, /^ {2}mmap-store-writeback +ext4 +all 6 +✓ 0\/6 +✓ 0\/6 +unchanged-good$/m);
  t.match(text, /^ {4}base +ext4: 1,204 guard tag errors in 5 of 6 runs/m);
  t.match(text, /^ {2}mmap-store-writeback +ext4 seed 1 +1\.20 \/ 8\.00/m, 'of latencies the first seed’s');
  t.notMatch(text, /seed 2/);
  t.end();
});

t.test('several candidates have a verdict each', async (t) => {
  const text = show({ candidates: { hold: { claims: false }, bounce: { claims: false } } });
  t.match(text, /base +hold +verdict +bounce +verdict/);
});

t.test('colour only if asked, and nothing but ASCII if asked', async (t) => {
  t.notMatch(show(start), '\u001b');
  t.match(show(start, { colour: true }), '\u001b[32m');
  t.match(show(start, { unicode: false }), /^[\n\u0020-\u007e]*$/);
});

t.test('without a candidate the base is told of, not compared', async (t) => {
  t.match(show({ observed: () => bad }), /Base evaluated: 2 fail/);
});

t.test('why a cell proves nothing, is lost, or a tree was not built', async (t) => {
  t.match(show({ observed: () => [] }), /the disk has no T10 integrity/);
  t.match(show({ observed: () => null }), /the cell was not run/);
  t.match(
    show({
      candidates: { hold: { claims: false } },
      trees: { hold: { outcome: 'failed', stage: 'build', message: 'mm/gup.c:12:3: error: x\nmore' } },
      observed: (tree) => (tree === 'base' ? undefined : null),
    }),
    /hold does not build\n {4}mm\/gup.c:12:3: error: x\n {4}more/,
  );
});

t.test('why a verdict is inconclusive although both cells have facts', async (t) => {
  const text = show({ candidates: { hold: { claims: false } }, observed: () => bad });
  t.match(text, /inconclusive/);
  t.match(text.replace(/\s+/g, ' '), /hold ext4: .*a control workload fails on both trees here/);
});

t.test('an unclaimed refusal says so', async (t) => {
  const text = show({ ...start, candidates: { refuse: { claims: false } } });
  t.match(text, /refused, not claimed/);
  t.match(text, /Regression: 3 refused, not claimed/);
});

t.test('what operations cost: a line each, a column a file system; what one tree refuses has no difference', (t) => {
  const costs = (tree: string): Observation[] => [
    ...healthy,
    latency,
    { type: 'cost', op: 'direct-read', instructions: tree === 'base' ? 24217 : 27000, count: 32 },
    ...(tree === 'base'
      ? [{ type: 'cost' as const, op: 'mr-register-file' as const, instructions: 1021629, count: 32 }]
      : []),
    { type: 'cost', op: 'rdma-write', instructions: 53533, count: 32 },
  ];
  const shape: RunShape = { workloads: [control], filesystems: ['ext4', 'xfs'], observed: (tree) => costs(tree) };
  const lines = (text: string): string[] => {
    const all = text.split('\n');
    const from = all.findIndex((line) => line.startsWith('  instructions'));
    return all.slice(from, from + 5);
  };
  t.same(lines(show({ ...shape, candidates: { pin: { claims: false } } })), [
    '  instructions, pin against base  ext4             xfs',
    '  ────────────────────────────────────────────────────────────────',
    '  O_DIRECT read                   24 217  +11.5 %  24 217  +11.5 %',
    '  MR register, file               1 021 629  ·     1 021 629  ·',
    '  RDMA WRITE                      53 533  0.0 %    53 533  0.0 %',
  ]);
  t.match(
    show({ ...shape, candidates: { pin: { claims: false } } }, { width: 120 }),
    /^ {4}pin {3}ext4, xfs: costs more instructions: O_DIRECT read \+11\.5 % \(limit 5 %\)$/m,
  );
  t.match(
    show({ ...shape, candidates: { pin: { claims: false } }, seeds: [1, 2, 3, 4, 5] }, { width: 120 }),
    /^ {4}pin {3}ext4, xfs: costs more instructions: O_DIRECT read \+11\.5 % \(limit 5 %\)$/m,
    'and with many seeds, where nothing fails',
  );
  t.same(lines(show(shape)).slice(0, 3), [
    '  instructions       ext4       xfs',
    '  ───────────────────────────────────────',
    '  O_DIRECT read      24 217     24 217',
  ]);
  t.notMatch(show(shape), /fsync p50/, 'one fdatasync at the end is no measurement');
  t.equal(
    lines(show({ ...shape, candidates: { pin: { claims: false } } }, { width: 52 }))[0],
    '  instructions, pin against base  ext4',
    'as many as fit',
  );
  t.end();
});

t.test('a guest cannot reach the terminal', async (t) => {
  const text = show({
    observed: () => [
      ...healthy,
      { type: 'check', ok: false, skipped: false, text: '\u001b]0;owned\u0007\u001b[2Jx\r\n::error::y' },
    ],
  });
  t.notMatch(text, /(?!\n)\p{Cc}/u);
  t.notMatch(text, /^::error/m);
});

/** A race that a candidate makes rarer on ext4, ends on xfs, and may have brought to btrfs; refuse refuses. */
const native: RunShape = {
  candidates: { hold: { claims: false }, refuse: { claims: true } },
  filesystems: ['ext4', 'xfs', 'btrfs'],
  workloads: ['rdma-write-writeback'],
  repeats: 20,
  observed: (tree, _workload, filesystem, repeat) => {
    if (tree === 'refuse') return refusing;
    const failing = { base: { ext4: 20, xfs: 19, btrfs: 0 }, hold: { ext4: 8, xfs: 0, btrfs: 2 } };
    const most = failing[tree as 'base'][filesystem as 'ext4'];
    if (tree === 'base' && filesystem === 'xfs' && repeat === 20) return null;
    const slow = { ...latency, samples: [(tree === 'base' ? 10e6 : 20e6) + repeat * 1e5] };
    return [...(repeat <= most ? bad.filter((each) => each !== latency) : healthy), slow];
  },
};

t.test('repeats: a row a site, failures of how many runs, and what chance has to say', async (t) => {
  matchesGolden(t, 'report/terminal-repeats.txt', show(native, { width: 120 }));
});

t.test('repeated runs on a narrow terminal', async (t) => {
  for (const width of [40, 60, 72]) {
    const text = show({ ...native, seeds: [1, 2] }, { width, runFolder: '/r' });
    t.match(text, /base +✗ 20\/20/);
    for (const line of text.split('\n').filter((each) => !/^ {2}repeat /.test(each)))
      t.ok(widthOf(line) <= width, `${width}: ${line}`);
  }
});

t.test('a regression that repeats found names one of the runs that failed', async (t) => {
  const text = show({
    candidates: { hold: { claims: false } },
    repeats: 20,
    observed: (tree, _workload, _filesystem, repeat) => (tree === 'hold' && repeat > 10 ? bad : healthy),
  });
  t.match(text, /✓ 0\/20 +✗ 10\/20 +regressed\n/);
  t.match(text, /hold +ext4: 1,204 guard tag errors in 10 of 20 runs, [^;]*; p 0\.00022,/s);
  t.match(text, /repeat +pinproof replay runs\/1\/hold\/dif1-dix1\/ext4\/rdma-write-writeback\/1\/r11\n/);
});

t.test('runs that are left out are told with their reason, and so is why they make a site invalid', async (t) => {
  const text = show({
    candidates: { hold: { claims: false } },
    workloads: ['rdma-write-writeback'],
    repeats: 20,
    observed: (tree, _workload, _filesystem, repeat) => (tree === 'hold' && repeat > 8 ? [] : healthy),
  });
  t.match(text, /✓ 0\/20 +✓ 0\/8 +invalid\n/);
  t.match(
    text.replace(/\s+/g, ' '),
    /12 invalid \(the RDMA link is not active.*\); proves nothing in 12 of 20 runs, the base 0 of 20/,
  );
});
