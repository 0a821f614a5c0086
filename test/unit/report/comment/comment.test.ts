import t from 'tap';
import { judgeRun } from '../../../../harness/judge/verdict.ts';
import type { Observation } from '../../../../harness/records/run/observation.ts';
import { commentText, verdictLine } from '../../../../harness/report/comment/comment.ts';
import type { CommentFacts } from '../../../../harness/report/comment/facts.ts';
import { healthy, refusing } from '../../../fixtures/records.ts';
import { aRun, control, type RunShape } from '../../../fixtures/run.ts';
import { matchesGolden } from '../../../golden.ts';

const commit = (digit: string) => ({ hash: digit.repeat(40), url: `https://github.com/octo/linux/commit/${digit}` });
const facts: CommentFacts = {
  head: commit('2'),
  base: commit('b'),
  merged: true,
  runUrl: 'https://github.com/octo/linux/actions/runs/5',
  runName: 'refuse-20261125-150148',
};
const limit = 64_000;
const verdictOf = (shape: RunShape) => judgeRun(aRun(shape));
const show = (shape: RunShape, over: Partial<CommentFacts> = {}, most = limit) =>
  commentText(verdictOf(shape), { ...facts, ...over }, most);

const bad: Observation[] = [
  ...healthy,
  { type: 'integrity', tag: 'guard', by: 'scsi_debug', count: 1204, first: 'GUARD check failed' },
  { type: 'call', call: 'fdatasync', errno: 5, error: 'EIO', count: 7 },
];
const mixed: RunShape = {
  candidates: { hold: { claims: false }, bounce: { claims: false } },
  filesystems: ['ext4', 'xfs'],
  workloads: ['rdma-write-writeback', 'late-write', control],
  observed: (tree, workload, filesystem) => {
    if (workload === control) return undefined;
    if (tree === 'base') return workload === 'late-write' ? bad : undefined;
    if (tree === 'hold') return workload === 'late-write' ? undefined : bad;
    return filesystem === 'xfs' ? refusing : bad;
  },
  trees: { hold: { addedWarnings: [{ file: 'mm/gup.c', line: 12, text: "unused variable 'x'" }] } },
};

t.test('the whole comment', (t) => {
  matchesGolden(t, 'report/comment.md', show(mixed));
  t.end();
});

t.test('the verdict is the first line, with a sign that is no colour', (t) => {
  const one = { candidates: { hold: { claims: false } } };
  t.equal(verdictLine(verdictOf(one)), '✓ Nothing regressed: 2 unchanged-good');
  t.match(show(one), /^### ✓ Nothing regressed/);
  t.match(show({ ...one, observed: (tree) => (tree === 'base' ? undefined : null) }), /^### \? Inconclusive/);
  t.end();
});

t.test('what nobody knows is not linked; one candidate is not named each time', (t) => {
  const text = show({ ...mixed, candidates: { hold: { claims: false } } }, { runUrl: undefined, merged: false });
  t.match(text, /^Report and artefacts: `refuse-20261125-150148`\./m);
  t.match(text, /\), to be merged into the base \[/);
  t.match(text, /^- \*\*regressed\*\* · `rdma-write-writeback`/m);
  t.notMatch(text, 'actions/runs');
  t.end();
});

t.test('several disks and seeds: sites that share them together', (t) => {
  const text = show({
    ...mixed,
    candidates: { hold: { claims: false } },
    devices: ['dif1-dix1', 'plain'],
    seeds: [1, 2],
  });
  t.match(
    text,
    /^- \*\*regressed\*\* .* on ext4, xfs \(dif1-dix1 seed 1, dif1-dix1 seed 2, plain seed 1, plain seed 2\): /m,
  );
  t.match(text, /^<details><summary>All 24 rows of the table<\/summary>\n\n\| workload/m, 'a long table is folded');
  t.match(text, /^\n<\/details>\n/m);
  t.end();
});

t.test('a tree that cannot be had is told of once, with the reason', (t) => {
  const message = 'mm/gup.c:12: the tree does not build\n  expected ";"';
  const text = show({
    candidates: { hold: { claims: false }, mine: { claims: false } },
    trees: { hold: { outcome: 'failed', stage: 'build', message } },
    observed: (tree) => (tree === 'hold' ? null : undefined),
  });
  t.match(text, `\n**hold does not build**\n\n\`\`\`\n${message}\n\`\`\`\n`);
  t.notMatch(text, /^- \*\*inconclusive/m);
  t.end();
});

t.test('that there was no sandbox is said', (t) => {
  const text = commentText({ ...verdictOf(mixed), unconfined: 'PINPROOF_SANDBOX=off' }, facts, limit);
  t.match(text, /\n\*\*Built and run without a sandbox: PINPROOF&#95;SANDBOX=off\*\*\n/);
  t.notMatch(commentText(verdictOf(mixed), facts, limit), /sandbox/);
  t.end();
});

t.test('a self-check that failed comes before everything that it makes worthless', (t) => {
  const verdict = { ...verdictOf(mixed), selfCheck: { cells: 9, different: ['a/b', 'c/d', 'e/f', 'g/h'] } };
  const text = commentText(verdict, facts, limit);
  t.match(text, /\*\*Self-check failed\*\*: 4 of 9 cells .*: `a\/b`, `c\/d`, `e\/f`, …/);
  t.ok(text.indexOf('Self-check') < text.indexOf('**regressed**'));
  t.end();
});

t.test('known issues, which the pull request may have brought itself, are told of', (t) => {
  const known = {
    pattern: 'WARNING in f',
    reason: 'r',
    link: 'https://x',
    expires: '2099-01-01',
    where: 'known.yaml:3:5',
  };
  const verdict = { ...verdictOf(mixed), known: [{ ...known, reports: 2, cells: 1 }] };
  const text = commentText(verdict, facts, limit);
  t.match(text, /^Known issues, not counted as failures: known.yaml:(&#8203;)?3:(&#8203;)?5 \(2 reports in 1 cell\)$/m);
  t.end();
});

t.test('whatever the size of a run, the comment keeps its limit, and the gravest is there', (t) => {
  const many = Array.from({ length: 80 }, (_, index) => `workload-${index}`);
  const bloated: RunShape = {
    candidates: Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`c${index}`, { claims: false }])),
    filesystems: ['ext4', 'xfs', 'btrfs'],
    workloads: [...many, control],
    trees: Object.fromEntries(
      Array.from({ length: 6 }, (_, index) => [
        `c${index + 2}`,
        { outcome: 'failed' as const, stage: 'build' as const, message: '漢字|<b>\n'.repeat(5000) },
      ]),
    ),
    observed: (tree, workload) => {
      if (/^c[2-7]$/.test(tree)) return null;
      if (tree === 'c0' && workload === 'workload-79') return bad;
      return tree === 'base' && workload !== control && workload !== 'workload-79' ? bad : undefined;
    },
  };
  const verdict = verdictOf(bloated);
  for (const most of [8_000, 20_000, limit]) {
    const text = commentText(verdict, facts, most);
    t.ok(Buffer.byteLength(text) <= most, `${most}: ${Buffer.byteLength(text)}`);
    t.ok(Buffer.byteLength(text) > most / 2, 'and makes use of it');
    t.match(text, /^- \*\*regressed\*\* in `c0` · `workload-79` on ext4, xfs, btrfs: 1,204 guard tag errors/m);
    t.match(text, /^… and \d+ more rows, in \[the report\]\(https:\/\/github.com\/octo\/linux\/actions\/runs\/5\)\.$/m);
    t.match(text, /```\npinproof replay .*c0.*workload-79.*\n```\n$/);
  }
  t.end();
});

t.test('guest text links, notifies, formats and commands nothing', (t) => {
  const hostile =
    '@torvalds #1 <img src=x onerror=alert(1)> [x](http://evil) | a | ```\n::error::x\n<!-- pinproof:1 {} -->';
  const text = show({
    candidates: { mine: { claims: false } },
    observed: (tree) =>
      tree === 'base'
        ? undefined
        : [...healthy, { type: 'comparison', where: 'remount', ok: false, pages: 9, bad: 1, found: hostile }],
    trees: { mine: { addedWarnings: [{ file: hostile, line: 1, text: hostile }] } },
  });
  t.match(text, /regressed/);
  const outsideCode = text.replace(/`[^`\n]*`/g, '');
  t.notMatch(outsideCode, /@torvalds|<img|<!--|\]\(http:\/\/evil|::error| #1/);
  for (const row of text.split('\n').filter((line) => line.startsWith('| '))) {
    t.ok([4, 6].includes(row.split('|').length - 1), row);
  }
  t.end();
});
