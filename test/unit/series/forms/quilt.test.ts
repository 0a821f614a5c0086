import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { applySeries } from '../../../../harness/series/apply/apply.ts';
import { parseQuilt } from '../../../../harness/series/forms/quilt.ts';
import { readSeries } from '../../../../harness/series/read.ts';

const diff = (from: string, to: string, file = 'mm/a.c'): string =>
  `--- ${from}${file}\n+++ ${to}${file}\n@@ -1 +1 @@\n-a\n+b\n`;

async function quilt(t: Test, files: Record<string, string>): Promise<string> {
  const folder = t.testdir({});
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

t.test('the order, the comments and the depths of its series file; the rest of the folder is not read', async (t) => {
  const folder = await quilt(t, {
    series: '# mine\n\nz.diff\nmm/a.patch -p1  # done\n#off.patch\nbare.patch -p0\ndeep.patch -p 2\nlast.patch -pab\n',
    'z.diff': `From: A Person <a@example.org>\nSubject: mm: z\n\nWhy.\n\nIndex: linux/mm/z.c\n====\n${diff('linux.orig/', 'linux/', 'mm/z.c')}`,
    'mm/a.patch': diff('a/', 'b/'),
    'off.patch': 'no patch at all',
    'bare.patch': diff('', '', 'mm/bare.c'),
    'deep.patch': diff('old/src/', 'new/src/', 'mm/deep.c'),
    'last.patch': diff('a/', 'b/', 'mm/last.c'),
    '0001-stray.patch': diff('a/', 'b/', 'mm/stray.c'),
  });
  for (const path of [folder, join(folder, 'series')]) {
    const patches = await readSeries(path);
    t.same(
      patches.map(({ name, files }) => [name, ...files]),
      [
        ['z.diff', 'mm/z.c'],
        ['a.patch', 'mm/a.c'],
        ['bare.patch', 'mm/bare.c'],
        ['deep.patch', 'mm/deep.c'],
        ['last.patch', 'mm/last.c'],
      ],
    );
    t.match(patches[0], { subject: 'mm: z', author: 'A Person <a@example.org>' });
  }
  const tree = join(folder, 'tree');
  await mkdir(join(tree, 'mm'), { recursive: true });
  for (const name of ['z', 'a', 'bare', 'deep', 'last']) await writeFile(join(tree, 'mm', `${name}.c`), 'a\n');
  await t.resolves(applySeries(tree, await readSeries(folder)), 'git takes each at its depth');
});

t.test('a depth that the text alone would not give makes another tree', async (t) => {
  const folder = await quilt(t, { series: 'x.patch -p2\n', 'x.patch': diff('a/mm/', 'b/mm/', 'x.c') });
  const [deep] = await readSeries(folder);
  const [plain] = await readSeries(join(folder, 'x.patch'));
  t.same([deep?.files, plain?.files], [['x.c'], ['mm/x.c']]);
  t.not(deep?.hash, plain?.hash);
  await writeFile(join(folder, 'series'), 'x.patch -p1\n');
  t.equal((await readSeries(folder))[0]?.hash, plain?.hash, 'and one that says the usual makes none');
});

t.test('what cannot be followed has a line', async (t) => {
  const mistakes: Record<string, RegExp> = {
    '\n# nothing\n': /series: the quilt series names no patch/,
    'gone.patch\n': /series:1: there is no file gone\.patch beside it/,
    '\na.patch -R\n': /series:2: pinproof does not know what "-R" means here/,
    '../a.patch\n': /series:1: \.\.\/a\.patch: the path leads out of the folder/,
    '/etc/passwd\n': /series:1: \/etc\/passwd: an absolute path is outside the folder/,
    'a.patch\na.patch -p0\n': /series:2: a\.patch is there twice: see line 1/,
    'a.patch\n': /a\.patch: this is neither a patch nor an mbox/,
  };
  for (const [series, message] of Object.entries(mistakes)) {
    const folder = await quilt(t, { series, 'a.patch': 'hello\n' });
    await t.rejects(readSeries(folder), { blame: 'input', message }, series);
  }
  t.same(parseQuilt('a#b.patch\n', 's'), [{ name: 'a#b.patch', line: 1 }], 'a # within a name begins no comment');
});
