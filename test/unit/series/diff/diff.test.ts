import t from 'tap';
import { parsePatchOutput } from '../../../../harness/series/apply/fuzz.ts';
import { compareLines, findLines, nearestLines } from '../../../../harness/series/apply/match.ts';
import { linesAfter, linesBefore, namesOf, parseDiff } from '../../../../harness/series/diff/diff.ts';
import { badTarget } from '../../../../harness/series/diff/patchPaths.ts';

t.test('names with spaces, quotes and letters beyond ASCII', (t) => {
  const diff = parseDiff(
    [
      '--- a/mm/with time.c\t2026-01-01 00:00:00.000000000 +0000',
      '+++ b/mm/with time.c\t2026-01-02 00:00:00.000000000 +0000',
      '@@ -1 +1 @@',
      '-a',
      '+b',
      'diff --git a/Documentation/a b.rst b/Documentation/a b.rst',
      'old mode 100644',
      'new mode 100755',
      'diff --git "a/fs/\\303\\251\\t\\"x\\".c" "b/fs/\\303\\251\\t\\"x\\".c"',
      'new file mode 100644',
      'index 0000000..e69de29',
      '',
    ].join('\n'),
  );
  t.same(namesOf(diff), ['mm/with time.c', 'Documentation/a b.rst', 'fs/é\t"x".c']);
  t.equal(diff.files[2]?.oldName, undefined, 'the last is new');
  const bare = '--- mm/a.c\n+++ mm/a.c\n@@ -1 +1 @@\n-a\n+b\n';
  t.equal(parseDiff(bare).strip, 0);
  t.equal(
    parseDiff(bare + bare.replace('mm/a.c', 'a/mm/b.c').replace('mm/a.c', 'b/mm/b.c')).strip,
    1,
    'one has prefixes',
  );
  t.end();
});

t.test(
  'text before and after, a signature, an empty context line without its space, and no newline at the end',
  (t) => {
    const hunk =
      '@@ -1,3 +1,3 @@ int f(void)\n a\n\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n';
    const diff = parseDiff(
      `Why.\n---\n a.c | 2 +-\n\ndiff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n${hunk}-- \n2.39.2\n`,
    );
    t.equal(diff.damage, undefined);
    t.equal(diff.text, `diff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n${hunk}`);
    const [found] = diff.files[0]?.hunks ?? [];
    t.match(found, { number: 1, header: '@@ -1,3 +1,3 @@ int f(void)', oldStart: 1, line: 8 });
    t.same(
      [found && linesBefore(found), found && linesAfter(found)],
      [
        ['a', '', 'b'],
        ['a', '', 'c'],
      ],
    );
    t.end();
  },
);

t.test('damage is told with its line, and what could be read comes with it', (t) => {
  const head = '--- a/a.c\n+++ b/a.c\n';
  const whole = '@@ -1 +1 @@\n-a\n+b\n';
  for (const [text, damage] of [
    [
      `${head}${whole}@@ -9,2 +9,2 @@\n a\n-b\n`,
      { line: 9, text: '', why: /^hunk 2 promises 0 more old and 1 more new/ },
    ],
    [
      `${head}@@ -1,2 +1,2 @@\n-a long line\nwrapped\n+b\n`,
      { line: 5, text: 'wrapped', why: /^hunk 1 promises 1 more old/ },
    ],
    [`${head}${whole}+c\n`, { line: 6, text: '+c', why: /^hunk 1 has more lines/ }],
    [`${head}${whole}-c\n`, { line: 6, text: '-c', why: /^hunk 1 has more lines/ }],
  ] as const) {
    const diff = parseDiff(text);
    t.match(diff.damage, damage, text);
    t.same(namesOf(diff), ['a.c']);
  }
  t.equal(
    parseDiff(`${head}${whole}--- a/b.c\n+++ b/b.c\n${whole}`).damage,
    undefined,
    'the next file is no such line',
  );
  t.end();
});

t.test('a link may lead up only from where it stands', (t) => {
  t.equal(badTarget('scripts/dtc/include-prefixes/arm', '../../../arch/arm/boot/dts'), undefined);
  t.equal(badTarget('a', './b/.hidden'), undefined);
  for (const target of ['/etc/passwd', '../../x', '..//../x', 'b/../../x', 'b/../..', './b/..'])
    t.match(badTarget('d/a', target), /leads out of the tree/, target);
  t.end();
});

t.test('what GNU patch says of hunks', (t) => {
  const said = [
    "checking file 'mm/a b.c'",
    'Using Plan A...',
    'Hunk #1 succeeded at 12.',
    'Hunk #2 succeeded at 40 with fuzz 2 (offset -3 lines).',
    'checking file mm/new.c (renamed from mm/old.c)',
    'Hunk #1 FAILED at 7.',
  ];
  const trial = { fuzz: 0, offset: 0 };
  t.same(parsePatchOutput(said.join('\n')), [
    { ...trial, file: 'mm/a b.c', hunk: 1, outcome: 'applied', line: 12 },
    { file: 'mm/a b.c', hunk: 2, outcome: 'fuzzy', line: 40, fuzz: 2, offset: -3 },
    { ...trial, file: 'mm/new.c', hunk: 1, outcome: 'failed', line: 7 },
  ]);
  t.end();
});

t.test('the place of lines that repeat is the nearest; braces alone are no likeness', (t) => {
  const file = ['{', 'x = 1;', '}', '{', 'x = 1;', '}', '{', 'y = 2;', '}'];
  t.equal(findLines(file, ['{', 'x = 1;'], 5), 4);
  t.equal(findLines(file, ['{', 'x = 1;'], 1), 1);
  t.equal(findLines(file, ['{', 'z'], 1), undefined);
  t.same(nearestLines(file, ['{', 'y = 2;', 'gone', '}'], 1), { line: 7, same: 1 });
  t.equal(nearestLines(file, ['{', 'z', '}'], 1), undefined);
  t.same(compareLines(['a', 'b', 'c'], ['a', 'x', 'c']), ['  a', '- b', '+ x', '  c']);
  t.end();
});
