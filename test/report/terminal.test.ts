import t from 'tap';
import { judgeRun } from '../../harness/judge/verdict.ts';
import type { Observation } from '../../harness/records/observation.ts';
import { renderVerdict, type TerminalOptions } from '../../harness/report/terminal.ts';
import { widthOf } from '../../harness/report/width.ts';
import { healthy, refusing } from '../fixtures/records.ts';
import { aRun, type RunShape } from '../fixtures/run.ts';

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
  t.equal(
    show(start),
    `pinproof · test-run

  base    debian:linux-source-6.1                                         6.1.192
  refuse  mm/gup: refuse writable long-term pins of shared file mappings  6.1.192

  workload              filesystem  base    refuse     verdict
  ────────────────────────────────────────────────────────────────────────
  rdma-write-writeback  ext4        ✗ fail  ⊘ refused  refused, as claimed
                        xfs         ✗ fail  ⊘ refused  refused, as claimed
                        btrfs       ✗ fail  ⊘ refused  refused, as claimed
  mmap-store-writeback  ext4        ✓ pass  ✓ pass     unchanged-good
                        xfs         ✓ pass  ✓ pass     unchanged-good
                        btrfs       ✓ pass  ✓ pass     unchanged-good

  rdma-write-writeback
    base    ext4, xfs, btrfs: 1,204 guard tag errors, fdatasync EIO 7 of 47, errors in the log
    refuse  ext4, xfs, btrfs: ibv_reg_mr EFAULT (claimed by candidate.yaml)

  fsync p50 / p99, ms          base         refuse
  ─────────────────────────────────────────────────────
  rdma-write-writeback  ext4   1.20 / 8.00  ·
                        xfs    1.20 / 8.00  ·
                        btrfs  1.20 / 8.00  ·
  mmap-store-writeback  ext4   1.20 / 8.00  1.20 / 8.00
                        xfs    1.20 / 8.00  1.20 / 8.00
                        btrfs  1.20 / 8.00  1.20 / 8.00

  refuse adds 1 compiler warning
    mm/gup.c:12: unused variable 'x'

  Nothing regressed: 3 refused, as claimed; 3 unchanged-good

  artefacts  /runs/1
  repeat     pinproof replay runs/1/base/dif1-dix1/ext4/rdma-write-writeback/1
`,
  );
});

t.test('no line is wider than the terminal, down to 40 columns', async (t) => {
  for (const width of [40, 60, 72, 80, 132]) {
    const lines = show({ ...start, devices: ['dif1-dix1', 'plain'], seeds: [1, 2] }, { width, runFolder: '/r' }).split(
      '\n',
    );
    // What is there to be pasted is never cut.
    const ours = lines.filter((line) => !/^ {2}(repeat|artefacts) /.test(line));
    for (const line of ours) t.ok(widthOf(line) <= width, `${width}: ${line}`);
  }
});

t.test('devices and seeds are shown where there are several', async (t) => {
  const text = show({ devices: ['dif1-dix1', 'plain'], seeds: [1, 2] });
  t.match(text, /workload +filesystem +device +seed +base/);
  t.match(text, /ext4 +plain +2 +✗ fail|ext4 +plain +2 +✓ pass/);
  t.notMatch(show({}), /device|seed/);
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
