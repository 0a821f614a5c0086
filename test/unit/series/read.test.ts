import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { readSeries } from '../../../harness/series/read.ts';

const diff = (file: string, word = 'b'): string =>
  `diff --git a/${file} b/${file}\n--- a/${file}\n+++ b/${file}\n@@ -1 +1 @@\n-a\n+${word}\n`;

const mail = (subject: string, body: string, headers = ''): string =>
  `From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\nFrom: A Person <a@example.org>\nDate: Mon, 23 Nov 2026 12:00:00 +0000\nSubject: ${subject}\n${headers}\nWhy.\n---\n${body}-- \n2.39.2\n\n`;

type Files = Record<string, string | Uint8Array>;

async function write(folder: string, files: Files): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

t.test('a folder of patches, in the order of their numbers, without the cover letter', async (t) => {
  const files: Files = { '0000-cover-letter.patch': mail('[PATCH 0/11] all', ''), README: 'no patch' };
  for (let number = 1; number <= 11; number += 1) {
    files[`${String(number).padStart(4, '0')}-x.patch`] = mail(
      `[PATCH ${number}/11] mm: part ${number}`,
      diff(`mm/f${number}.c`),
    );
  }
  const patches = await readSeries(await write(t.testdir({}), files));
  t.same(
    patches.map(({ subject }) => subject),
    Array.from({ length: 11 }, (_, index) => `mm: part ${index + 1}`),
  );
  t.match(patches[0], { author: 'A Person <a@example.org>', files: ['mm/f1.c'] });
});

t.test('an mbox, gzipped too, with a reply in it', async (t) => {
  const text = [
    mail('[PATCH 0/2] all', ''),
    mail('[PATCH 1/2] mm: one', diff('mm/a.c')),
    mail('Re: [PATCH 1/2] mm: one', `> looks good\n${diff('mm/evil.c')}`),
    mail('[PATCH 2/2] mm: two', diff('mm/b.c')),
  ].join('');
  const folder = await write(t.testdir({}), { 's.mbox': text, 's.mbox.gz': gzipSync(text) });
  for (const name of ['s.mbox', 's.mbox.gz']) {
    const patches = await readSeries(join(folder, name));
    t.same(
      patches.map(({ files }) => files),
      [['mm/a.c'], ['mm/b.c']],
      name,
    );
  }
});

t.test('quoted-printable, base64 and CRLF are decoded; a subject over two lines is one', async (t) => {
  const plain = diff('mm/a.c', 'x = y;');
  const quoted = mail(
    '[PATCH] mm: a very long subject that the mail\n program has folded',
    plain.replaceAll('=', '=3D'),
    'Content-Transfer-Encoding: quoted-printable\nContent-Type: text/plain; charset=utf-8\n',
  );
  const base64 = `From: A <a@b.c>\nSubject: [PATCH] mm: encoded\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${Buffer.from(`Why.\n---\n${plain}`).toString('base64').replace(/.{76}/g, '$&\n')}\n`;
  const folder = await write(t.testdir({}), {
    'q.patch': quoted,
    'b.patch': base64,
    'c.patch': mail('[PATCH] mm: crlf', plain).replaceAll('\n', '\r\n'),
  });
  for (const name of ['q', 'b', 'c']) {
    const [patch] = await readSeries(join(folder, `${name}.patch`));
    t.match(patch?.diff, /^\+x = y;$/m, name);
  }
  t.equal(
    (await readSeries(join(folder, 'q.patch')))[0]?.subject,
    'mm: a very long subject that the mail program has folded',
  );
});

t.test('the content address is that of the diff: a new message makes no new kernel', async (t) => {
  const folder = await write(t.testdir({}), {
    'a.patch': mail('[PATCH] one', diff('a.c')),
    'b.patch': mail('[PATCH v2] another', diff('a.c')),
    'c.patch': mail('[PATCH] one', diff('a.c', 'c')),
  });
  const [a, b, c] = await Promise.all(
    ['a', 'b', 'c'].map(async (name) => (await readSeries(join(folder, `${name}.patch`)))[0]?.hash),
  );
  t.equal(a, b);
  t.not(a, c);
});

t.test('a bare diff, and one without prefixes', async (t) => {
  const folder = await write(t.testdir({}), {
    'a.patch': diff('mm/a.c'),
    'n.patch': '--- mm/a.c\n+++ mm/a.c\n@@ -1 +1 @@\n-a\n+b\n',
  });
  t.same((await readSeries(join(folder, 'a.patch')))[0]?.files, ['mm/a.c']);
  const [bare] = await readSeries(join(folder, 'n.patch'));
  t.same(bare?.files, ['mm/a.c']);
  t.equal(bare?.parsed.strip, 0);
});

const wrapped = diff('mm/a.c').replace('@@ -1 +1 @@', '@@ -1,3 +1,3 @@');
const mistakes: Record<string, { files: Files; path?: string; says: RegExp }> = {
  'no such path': { files: {}, path: 'nowhere', says: /no such file or folder/ },
  'an empty folder': { files: {}, says: /holds no \.patch file/ },
  'a folder with an mbox': { files: { 's.mbox': '' }, says: /it holds s\.mbox/ },
  'an empty file': { files: { 'a.mbox': '' }, path: 'a.mbox', says: /is empty/ },
  'no patch at all': { files: { 'a.mbox': 'hello\n' }, path: 'a.mbox', says: /neither a patch nor an mbox/ },
  'a gap': {
    files: { '0001-a.patch': mail('[PATCH 1/3] a', diff('a.c')), '0003-c.patch': mail('[PATCH 3/3] c', diff('c.c')) },
    says: /patch 2 is missing/,
  },
  'an end that is missing': {
    files: { 's.mbox': mail('[PATCH 1/3] a', diff('a.c')) + mail('[PATCH 2/3] b', diff('b.c')) },
    path: 's.mbox',
    says: /patch 3 is missing: the series ends at 2 of 3/,
  },
  'a patch that is there twice': {
    files: {
      's.mbox':
        mail('[PATCH 1/2] a', diff('a.c')) + mail('[PATCH 1/2] a', diff('a.c')) + mail('[PATCH 2/2] b', diff('b.c')),
    },
    path: 's.mbox',
    says: /there twice/,
  },
  'a hunk cut short': {
    files: { 'a.patch': mail('[PATCH] a', wrapped) },
    path: 'a.patch',
    says: /"a" is damaged: mm\/a\.c/,
  },
  'a hunk with a line too many': {
    files: { 'a.patch': mail('[PATCH] a', `${diff('mm/a.c')}+c\n`) },
    path: 'a.patch',
    says: /"a" is damaged: mm\/a\.c, hunk 1 has more lines than it promises\n {2}then comes: \+c\n/,
  },
  'a gzip file cut short': {
    files: { 's.mbox.gz': gzipSync(mail('[PATCH] a', diff('a.c'))).subarray(0, 60) },
    path: 's.mbox.gz',
    says: /s\.mbox\.gz: the file cannot be unpacked/,
  },
  'a cover letter alone': {
    files: { 'a.patch': mail('[PATCH 0/2] all', '') },
    path: 'a.patch',
    says: /only cover letters or replies/,
  },
};
for (const [name, { files, path, says }] of Object.entries(mistakes)) {
  t.test(`${name} is an input error`, async (t) => {
    const folder = await write(t.testdir({}), files);
    await t.rejects(readSeries(join(folder, path ?? '.')), { blame: 'input', message: says });
  });
}

t.test('tags of a list, long headers and a byte order mark do not hide what a mail is', async (t) => {
  const encoding = 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n';
  const quoted = diff('mm/a.c', 'x = y;').replaceAll('=', '=3D');
  const people = Array.from({ length: 400 }, (_, index) => `To: Some Person ${index} <p${index}@example.org>\n`).join(
    '',
  );
  const header = 'From: A <a@b.c>\nSubject: [PATCH] mm: it\n';
  const folder = await write(t.testdir({}), {
    'tags.mbox':
      mail('[RFC][PATCH 0/1] all', '') +
      mail('[linux-mm] Re: [PATCH 1/1] mm: it', diff('evil.c')) +
      mail('[RFC][PATCH 1/1] mm: it', diff('mm/a.c', 'x = y;')),
    'long.patch': `Received: x\n${header}${people}${encoding}\nWhy.\n---\n${quoted}`,
    'mark.patch': `\ufeff${header}${encoding}\nWhy.\n---\n${quoted}`,
  });
  for (const name of ['tags.mbox', 'long.patch', 'mark.patch']) {
    const patches = await readSeries(join(folder, name));
    t.same(
      patches.map(({ subject, files }) => [subject, files]),
      [['mm: it', ['mm/a.c']]],
      name,
    );
    t.match(patches[0]?.diff, /^\+x = y;$/m, name);
  }
});

t.test('a folder with two versions of a series: the newest', async (t) => {
  const folder = await write(t.testdir({}), {
    'v2-0001-mm-one.patch': mail('[PATCH v2 1/2] mm: one', diff('new-a.c')),
    'v2-0002-mm-two.patch': mail('[PATCH v2 2/2] mm: two', diff('new-b.c')),
    'v2-0000-cover-letter.patch': mail('[PATCH v2 0/2] all', ''),
    '0001-mm-one.patch': mail('[PATCH 1/1] mm: one', diff('old-a.c')),
    'v10-0002-mm-two.patch': mail('[PATCH v10 2/2] mm: two', diff('newest-b.c')),
  });
  await t.rejects(readSeries(folder), { message: /its newest version, v10, is not whole: patch 1 is missing/ });
  await write(folder, { 'v10-0001-mm-one.patch': mail('[PATCH v10 1/2] mm: one', diff('newest-a.c')) });
  t.same(
    (await readSeries(folder)).map(({ files }) => files),
    [['newest-a.c'], ['newest-b.c']],
  );
});
