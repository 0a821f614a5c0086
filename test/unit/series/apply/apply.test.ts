import { execFileSync } from 'node:child_process';
import { chmod, link, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { applySeries } from '../../../../harness/series/apply/apply.ts';
import { readSeries } from '../../../../harness/series/read.ts';
import { PinproofError } from '../../../../harness/text/errors.ts';

const original = Array.from({ length: 40 }, (_, index) => `line ${index + 1}`)
  .join('\n')
  .concat('\n');
const change = (text: string, from: string, to: string): string => text.replace(`${from}\n`, `${to}\n`);

/** A diff of one file as git makes it. */
function diffOf(folder: string, name: string, before: string, after: string): string {
  const paths = [join(folder, 'a', name), join(folder, 'b', name)];
  execFileSync('mkdir', ['-p', ...paths.map((path) => join(path, '..'))]);
  for (const [index, text] of [before, after].entries())
    execFileSync('tee', [paths[index] ?? ''], { input: text, stdio: ['pipe', 'ignore', 'inherit'] });
  try {
    return execFileSync('git', ['diff', '--no-index', '--no-prefix', join('a', name), join('b', name)], {
      cwd: folder,
    }).toString();
  } catch (error) {
    // git diff --no-index exits with 1 where files differ.
    return (error as { stdout: Buffer }).stdout.toString();
  }
}

const mail = (subject: string, diff: string): string =>
  `From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\nFrom: A Person <a@example.org>\nDate: Mon, 23 Nov 2026 12:00:00 +0000\nSubject: ${subject}\n\nWhy.\n---\n${diff}--\n2.39.2\n`;

async function aTree(
  t: Test,
  files: Record<string, string>,
): Promise<{ folder: string; tree: string; source: string }> {
  const folder = t.testdir({});
  const [source, tree] = [join(folder, 'source'), join(folder, 'tree')];
  for (const [name, text] of Object.entries(files)) {
    for (const root of [source, tree]) await mkdir(join(root, name, '..'), { recursive: true });
    await writeFile(join(source, name), text);
    await link(join(source, name), join(tree, name));
  }
  return { folder, tree, source };
}

async function apply(
  folder: string,
  tree: string,
  diff: string,
  subject = '[PATCH] mm: change a line',
): Promise<PinproofError | undefined> {
  const path = join(folder, '0001-mm-change-a-line.patch');
  await writeFile(path, mail(subject, diff));
  try {
    await applySeries(tree, await readSeries(path));
    return undefined;
  } catch (error) {
    if (error instanceof PinproofError) return error;
    throw error;
  }
}

t.test('a patch changes the tree and not the source that it is linked with', async (t) => {
  const { folder, tree, source } = await aTree(t, { 'mm/gup.c': original });
  const before = await stat(join(source, 'mm/gup.c'));
  const diff = diffOf(folder, 'mm/gup.c', original, change(original, 'line 20', 'line twenty'));
  t.equal(await apply(folder, tree, diff), undefined);
  t.match(await readFile(join(tree, 'mm/gup.c'), 'utf8'), /line twenty/);
  t.equal(await readFile(join(source, 'mm/gup.c'), 'utf8'), original);
  const after = await stat(join(source, 'mm/gup.c'));
  t.equal(after.mtimeMs, before.mtimeMs);
  t.equal(after.nlink, 1, 'the tree has a file of its own');
});

t.test('new, removed and renamed files', async (t) => {
  const { folder, tree } = await aTree(t, { 'mm/old.c': original, 'mm/gone.c': 'x\n' });
  const diff = [
    'diff --git a/mm/old.c b/mm/new.c',
    'similarity index 100%',
    'rename from mm/old.c',
    'rename to mm/new.c',
    'diff --git a/mm/gone.c b/mm/gone.c',
    'deleted file mode 100644',
    '--- a/mm/gone.c',
    '+++ /dev/null',
    '@@ -1 +0,0 @@',
    '-x',
    'diff --git a/mm/made.c b/mm/made.c',
    'new file mode 100644',
    '--- /dev/null',
    '+++ b/mm/made.c',
    '@@ -0,0 +1 @@',
    '+made',
    '',
  ].join('\n');
  t.equal(await apply(folder, tree, diff), undefined);
  t.equal(await readFile(join(tree, 'mm/new.c'), 'utf8'), original);
  t.equal(await readFile(join(tree, 'mm/made.c'), 'utf8'), 'made\n');
  await t.rejects(lstat(join(tree, 'mm/gone.c')));
  await t.rejects(lstat(join(tree, 'mm/old.c')));
});

t.test('a hunk that does not apply: patch, file, hunk, and what the tree has', async (t) => {
  const changed = change(change(original, 'line 19', 'something else'), 'line 20', 'quite another');
  const { folder, tree } = await aTree(t, { 'mm/gup.c': changed });
  const after = change(change(original, 'line 3', 'line three'), 'line 20', 'line twenty');
  const error = await apply(folder, tree, diffOf(folder, 'mm/gup.c', original, after));
  t.equal(error?.blame, 'tree');
  t.match(error?.message, /0001-mm-change-a-line\.patch/);
  t.match(error?.message, /mm\/gup\.c, hunk 2 of 2/);
  t.match(error?.message, /\n {2}Tried on the tree\.\n/);
  t.match(error?.message, /does not apply with fuzz either/);
  t.match(error?.message, /- line 20/);
  t.match(error?.message, /\+ quite another/);
  t.equal(await readFile(join(tree, 'mm/gup.c'), 'utf8'), changed, 'nothing of it is in the tree');
});

t.test('a hunk that would apply with fuzz says so, and is not applied', async (t) => {
  const { folder, tree } = await aTree(t, { 'mm/gup.c': change(original, 'line 17', 'other context') });
  const error = await apply(
    folder,
    tree,
    diffOf(folder, 'mm/gup.c', original, change(original, 'line 20', 'line twenty')),
  );
  t.match(error?.message, /would apply with fuzz 1 at line/);
});

t.test('a patch that is in already says so', async (t) => {
  const after = change(original, 'line 20', 'line twenty');
  const { folder, tree } = await aTree(t, { 'mm/gup.c': after });
  const error = await apply(folder, tree, diffOf(folder, 'mm/gup.c', original, after));
  t.equal(error?.blame, 'tree');
  t.match(error?.message, /is in the tree already/);
});

t.test('of a patch with two hunks, one is in already', async (t) => {
  const { folder, tree } = await aTree(t, { 'mm/gup.c': change(original, 'line 3', 'line three') });
  const after = change(change(original, 'line 3', 'line three'), 'line 30', 'line thirty');
  const error = await apply(folder, tree, diffOf(folder, 'mm/gup.c', original, after));
  t.match(error?.message, /hunk 1 of 2/);
  t.match(error?.message, /in the tree already/);
});

t.test('a file that is not there: its namesakes and the nearest name', async (t) => {
  const { folder, tree } = await aTree(t, { 'mm/swap.c': original, 'fs/gup.c': original });
  const error = await apply(folder, tree, diffOf(folder, 'mm/gup.c', original, change(original, 'line 2', 'two')));
  t.match(error?.message, /The tree has no such file/);
  t.match(error?.message, /fs\/gup\.c/);
});

t.test('a patch may not leave the tree', async (t) => {
  const { folder, tree } = await aTree(t, { 'mm/gup.c': original });
  await symlink(folder, join(tree, 'out'));
  const made = (name: string): string =>
    `diff --git a/${name} b/${name}\nnew file mode 100644\n--- /dev/null\n+++ b/${name}\n@@ -0,0 +1 @@\n+evil\n`;
  for (const name of ['../evil', 'mm/../../evil', 'out/evil', '.git/hooks/evil']) {
    const error = await apply(folder, tree, made(name));
    t.equal(error?.blame, 'input', name);
  }
  const target =
    'diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+../../evil\n\\ No newline at end of file\n';
  t.equal((await apply(folder, tree, target))?.blame, 'input', 'a link that leads out');
  const renamed = 'diff --git a/mm/gup.c b/x\nsimilarity index 100%\nrename from mm/gup.c\nrename to ../x\n';
  t.equal((await apply(folder, tree, renamed))?.blame, 'input', 'a rename out of the tree');
  const absolute = '--- /etc/evil\n+++ /etc/evil\n@@ -0,0 +1 @@\n+evil\n';
  t.equal((await apply(folder, tree, absolute))?.blame, 'input', 'an absolute name');
  await t.rejects(lstat(join(folder, 'evil')));
});

t.test('a repository around the tree, or in the environment, changes nothing', async (t) => {
  const { folder, tree } = await aTree(t, { 'mm/gup.c': original });
  execFileSync('git', ['init', '--quiet', folder]);
  const saved = process.env['GIT_DIR'];
  process.env['GIT_DIR'] = join(folder, 'nowhere');
  t.teardown(() => {
    if (saved === undefined) delete process.env['GIT_DIR'];
    else process.env['GIT_DIR'] = saved;
  });
  const diff = diffOf(folder, 'mm/gup.c', original, change(original, 'line 20', 'line twenty'));
  t.equal(await apply(folder, tree, diff), undefined);
  t.match(await readFile(join(tree, 'mm/gup.c'), 'utf8'), /line twenty/);
});

t.test('only the mode changes: the source keeps its own, and what may be run may be run after a change', async (t) => {
  const { folder, tree, source } = await aTree(t, { 'scripts/a.sh': 'a\n', 'scripts/b.sh': 'b\n' });
  await chmod(join(source, 'scripts/b.sh'), 0o755);
  const diff = [
    'diff --git a/scripts/a.sh b/scripts/a.sh',
    'old mode 100644',
    'new mode 100755',
    'diff --git a/scripts/b.sh b/scripts/b.sh',
    '--- a/scripts/b.sh',
    '+++ b/scripts/b.sh',
    '@@ -1 +1 @@',
    '-b',
    '+c',
    '',
  ].join('\n');
  t.equal(await apply(folder, tree, diff), undefined);
  const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o100;
  t.equal(await mode(join(tree, 'scripts/a.sh')), 0o100);
  t.equal(await mode(join(source, 'scripts/a.sh')), 0);
  t.equal(await mode(join(tree, 'scripts/b.sh')), 0o100);
  t.equal(await readFile(join(source, 'scripts/b.sh'), 'utf8'), 'b\n');
});

t.test('a patch made with --no-prefix, a rename and a new file in it', async (t) => {
  const { folder, tree } = await aTree(t, { 'mm/old.c': original });
  const diff = [
    'diff --git mm/old.c mm/new.c',
    'similarity index 90%',
    'rename from mm/old.c',
    'rename to mm/new.c',
    '--- mm/old.c',
    '+++ mm/new.c',
    '@@ -1,2 +1,2 @@',
    '-line 1',
    '+line one',
    ' line 2',
    '--- /dev/null',
    '+++ mm/made.c',
    '@@ -0,0 +1 @@',
    '+made',
    '',
  ].join('\n');
  t.equal(await apply(folder, tree, diff), undefined);
  t.match(await readFile(join(tree, 'mm/new.c'), 'utf8'), /^line one\nline 2\n/);
  t.equal(await readFile(join(tree, 'mm/made.c'), 'utf8'), 'made\n');
});

t.test('of a series, the patch that fails is named; a file made twice says so; nothing is left beside', async (t) => {
  const { folder, tree } = await aTree(t, { 'mm/gup.c': original });
  const made = (word: string): string =>
    `diff --git a/mm/made.c b/mm/made.c\nnew file mode 100644\n--- /dev/null\n+++ b/mm/made.c\n@@ -0,0 +1 @@\n+${word}\n`;
  const series = join(folder, 'series');
  await mkdir(series);
  await writeFile(join(series, '0001-one.patch'), mail('[PATCH 1/2] mm: one', made('one')));
  await writeFile(join(series, '0002-two.patch'), mail('[PATCH 2/2] mm: two', made('two')));
  await t.rejects(applySeries(tree, await readSeries(series)), {
    blame: 'tree',
    message:
      /^mm\/made\.c: patch 0002-two\.patch \("mm: two"\) does not apply\n.*behind 1 other.*\n.*the tree has one of that name/,
  });
  t.same((await readdir(join(tree, 'mm'))).sort(), ['gup.c', 'made.c'], 'no .rej, no .orig');
});

t.test('fuzz further down the file: by how much, and how many lines', async (t) => {
  const moved = `${'above\n'.repeat(5)}${change(original, 'line 17', 'other context')}`;
  const { folder, tree } = await aTree(t, { 'mm/gup.c': moved });
  const after = change(original, 'line 20', 'line twenty');
  const error = await apply(folder, tree, diffOf(folder, 'mm/gup.c', original, after));
  t.match(error?.message, /with fuzz 1 at line 2\d, 5 lines further down; pinproof does not guess/);
});

t.test('a series that breaks in its middle says on what it was tried', async (t) => {
  const { folder, tree } = await aTree(t, { 'mm/gup.c': original });
  const good = diffOf(folder, 'mm/gup.c', original, change(original, 'line 20', 'line twenty'));
  const bad = diffOf(folder, 'mm/gup.c', change(original, 'line 20', 'x'), change(original, 'line 20', 'y'));
  await writeFile(join(folder, '1.patch'), mail('[PATCH 1/2] mm: one', good));
  await writeFile(join(folder, '2.patch'), mail('[PATCH 2/2] mm: two', bad));
  const patches = [await readSeries(join(folder, '1.patch')), await readSeries(join(folder, '2.patch'))].flat();
  await t.rejects(applySeries(tree, patches, undefined, 'v6.1 0123'), {
    blame: 'tree',
    message: /2\.patch \("mm: two"\) does not apply\n {2}Tried on v6\.1 0123, behind 1 other of its series\.\n/,
  });
});

t.test('bytes that are no UTF-8 stay what they are, in what is looked for and in what is written', async (t) => {
  const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
  const { folder, tree } = await aTree(t, { 'mm/rmap.c': original });
  await writeFile(join(tree, 'mm/gup.c'), latin('/* Andr\u00e9 */\nint a;\n'));
  const diff =
    '--- a/mm/gup.c\n+++ b/mm/gup.c\n@@ -1,2 +1,2 @@\n /* Andr\u00e9 */\n-int a;\n+int a; /* M\u00fcller */\n';
  await writeFile(join(folder, 'latin.patch'), latin(mail('[PATCH] mm: names', diff)));
  await writeFile(join(folder, 'bare.patch'), latin(diff));
  const bare = await readSeries(join(folder, 'bare.patch'));
  const mailed = await readSeries(join(folder, 'latin.patch'));
  t.equal(bare[0]?.hash, mailed[0]?.hash);
  await applySeries(tree, mailed);
  t.same(await readFile(join(tree, 'mm/gup.c')), latin('/* Andr\u00e9 */\nint a; /* M\u00fcller */\n'));
  await t.rejects(applySeries(tree, bare), { message: /is in the tree already/ });

  await writeFile(join(tree, 'mm/gup.c'), latin('/* Andr\u00e9 */\nint b; /* \u00df */\n'));
  await t.rejects(applySeries(tree, mailed), { message: /\+ int b; \/\* ß \*\// }, 'and people can read them');
});

const made = (name: string, text = 'evil'): string =>
  `diff --git a/${name} b/${name}\nnew file mode 100644\n--- /dev/null\n+++ b/${name}\n@@ -0,0 +1 @@\n+${text}\n`;
const linked = (name: string, target: string): string =>
  `diff --git a/${name} b/${name}\nnew file mode 120000\n--- /dev/null\n+++ b/${name}\n@@ -0,0 +1 @@\n+${target}\n\\ No newline at end of file\n`;

const harmful: [string, string, RegExp][] = [
  ['into the products', made('build/.config'), /build\/\.config: the products of the build go there/],
  ['a link in their place', linked('build', 'mm'), /build: the products of the build go there/],
  ['.git in other letters', made('.GIT/hooks/post-checkout'), /a series may not write into \.git/],
  [
    'a newline in a name',
    made('"mm/a\\n::add-mask::x"').replaceAll('a/"', '"a/').replaceAll('b/"', '"b/'),
    /control characters/,
  ],
  [
    'an escape in a name',
    made('"mm/\\033]0;owned\\007"').replaceAll('a/"', '"a/').replaceAll('b/"', '"b/'),
    /control characters/,
  ],
];

for (const [name, diff, message] of harmful) {
  t.test(`a patch that means harm: ${name}`, async (t) => {
    const { folder, tree } = await aTree(t, { 'mm/gup.c': original });
    const before = await readdir(tree, { recursive: true });
    const error = await apply(folder, tree, diff);
    t.equal(error?.blame, 'input', error?.message ?? 'no error');
    t.match(error?.message, message);
    t.notMatch(error?.message, /(?![\t\n])\p{Cc}|^\s*::/mu);
    t.same(await readdir(tree, { recursive: true }), before);
  });
}

t.test('a patch that makes a link, and one that writes through it', async (t) => {
  const { folder, tree } = await aTree(t, { 'mm/gup.c': original });
  const series = join(folder, 'series');
  await mkdir(series);
  await writeFile(join(series, '0001-one.patch'), mail('[PATCH 1/2] mm: one', linked('fs', 'mm')));
  await writeFile(join(series, '0002-two.patch'), mail('[PATCH 2/2] mm: two', made('fs/evil.c')));
  await t.rejects(applySeries(tree, await readSeries(series)), {
    blame: 'input',
    message: /fs is a symbolic link: its files have another name/,
  });
  t.same((await readdir(join(tree, 'mm'))).sort(), ['gup.c']);
});

t.test('a subject that speaks to terminals, pages and runners', async (t) => {
  const { folder, tree } = await aTree(t, { 'mm/gup.c': original });
  const subject = '[PATCH] \u001b]0;owned\u0007::error file=x::y ##[error]z <script>alert(1)</script> \u202etxt';
  const error = await apply(folder, tree, diffOf(folder, 'mm/gup.c', 'other\n', 'words\n'), subject);
  t.match(error?.message, /: :error file=x::y ## \[error\]z <script>/);
  t.notMatch(error?.message, /(?![\t\n])\p{Cc}|\p{Cf}|::error|##\[/u);
});

t.test('a binary patch, and one that is nothing but long', async (t) => {
  const { folder, tree } = await aTree(t, { 'mm/gup.c': original });
  const binary =
    'diff --git a/mm/x.bin b/mm/x.bin\nnew file mode 100644\nindex 000..111\nGIT binary patch\nliteral 5\nMc$_O!~!~!\n\n';
  const error = await apply(folder, tree, binary);
  t.equal(error?.blame, 'input', error?.message ?? 'no error');
  const long = await apply(folder, tree, made('mm/long.c', 'x'.repeat(64 * 1024 * 1024)));
  t.equal(long, undefined, 'it is a file of 64 MiB, and that is all');
  t.same((await readdir(join(tree, 'mm'))).sort(), ['gup.c', 'long.c']);
});
