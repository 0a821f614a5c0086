import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { parseDiff } from '../../../../harness/series/diff/diff.ts';
import { hashOfDiff } from '../../../../harness/series/forms/patch.ts';
import { type Patch, readSeries } from '../../../../harness/series/read.ts';

const diff = (file: string): string => `--- a/${file}\n+++ b/${file}\n@@ -1 +1 @@\n-a\n+b\n`;

interface Sent {
  subject: string;
  body?: string;
  headers?: string;
  diff?: string;
}

const mail = ({ subject, body = 'Why.', headers = '', diff: text = '' }: Sent): string =>
  `From mboxrd@z Thu Jan  1 00:00:00 1970\nFrom: A Person <a@example.org>\nDate: Mon, 23 Nov 2026 12:00:00 +0000\nSubject: ${subject}\n${headers}\n${body}\n---\n${text}-- \n2.39.2\n\n`;

async function read(t: Test, mails: Sent[] | Buffer): Promise<Patch[]> {
  const path = join(t.testdir({}), 's.mbox');
  await writeFile(path, Array.isArray(mails) ? mails.map(mail).join('') : mails);
  return readSeries(path);
}

const patch = (subject: string, file: string, headers = ''): Sent => ({ subject, headers, diff: diff(file) });
const filesOf = (patches: readonly Patch[]): string[] => patches.flatMap(({ files }) => files);

t.test('a thread: in the order of its numbers, each mail once, without what others say', async (t) => {
  const id = (name: string): string => `Message-Id: <${name}@example.org>\nIn-Reply-To: <cover@example.org>\n`;
  const patches = await read(t, [
    patch('[PATCH 2/2] mm: two', 'b.c', id('two')),
    { subject: '[PATCH 0/2] all', headers: 'Message-Id: <cover@example.org>\n' },
    patch('Re: [PATCH 2/2] mm: two', 'evil.c', id('reply')),
    { subject: 'all: tested by a machine', body: 'ok', headers: id('robot') },
    patch('[PATCH 1/2] mm: one', 'a.c', id('one')),
    patch('[PATCH 1/2] mm: one', 'a.c', id('one')),
  ]);
  t.same(filesOf(patches), ['a.c', 'b.c']);
  t.same(patches[0]?.messageIds, ['one@example.org', 'cover@example.org']);
  t.equal(patches[0]?.body, 'Why.');
});

t.test('mails that lost their own id are no copies of each other', async (t) => {
  const headers = 'In-Reply-To: <cover@example.org>\n';
  const patches = await read(t, [patch('[PATCH 1/2] a', 'a.c', headers), patch('[PATCH 2/2] b', 'b.c', headers)]);
  t.same(filesOf(patches), ['a.c', 'b.c']);
});

t.test('of several versions the newest; one that is not whole is refused, and no older one taken for it', async (t) => {
  const first = [patch('[PATCH 1/2] mm: one', 'old-a.c'), patch('[PATCH 2/2] mm: two', 'old-b.c')];
  const second = [patch('[PATCHv2 2/2] mm: two', 'new-b.c'), patch('[RFC PATCHv2 1/2] mm: one', 'new-a.c')];
  t.same(filesOf(await read(t, [...second, ...first])), ['new-a.c', 'new-b.c']);
  await t.rejects(read(t, [...first, patch('[PATCH v3 2/2] mm: two', 'c.c')]), {
    blame: 'input',
    message:
      /its newest version, v3, is not whole: patch 1 is missing: the series begins with .*\n {2}v1 is whole; which one is meant, only you know\n/,
  });
  await t.rejects(read(t, [...first, patch('[PATCH v2 1/1] net: other', 'c.c')]), {
    blame: 'input',
    message: /there are two series in it: v1 has no patch in common with what is newer/,
  });
  await t.rejects(read(t, [first[0], patch('[PATCH 3/3] mm: three', 'c.c')] as Sent[]), {
    message: /patch 2 is missing between "\[PATCH 1\/2\] mm: one" and "\[PATCH 3\/3\] mm: three"/,
  });
});

t.test('patches without numbers are taken as they come, each in its newest version', async (t) => {
  const patches = await read(t, [
    patch('[PATCH] mm: one', 'old.c'),
    patch('[PATCH v4] mm: two', 'two.c'),
    patch('[PATCH v2] mm: one', 'one.c'),
  ]);
  t.same(filesOf(patches), ['two.c', 'one.c']);
});

t.test('one patch that is given alone is wanted alone', async (t) => {
  t.same(filesOf(await read(t, [patch('[PATCH 2/2] mm: two', 'b.c')])), ['b.c']);
});

t.test('a mail that says it were a patch, and is none, is an error in a thread too', async (t) => {
  await t.rejects(read(t, [patch('[PATCH 1/2] mm: one', 'a.c'), { subject: '[PATCH 2/2] mm: two' }]), {
    message: /there is no diff in the patch "mm: two"/,
  });
});

t.test('what mboxrd quotes, and a line that only looks like the next mail', async (t) => {
  const body = '>From here on it is mine.\n>>From there it is yours.\nFrom now on, too.';
  const [one, two] = await read(t, [{ ...patch('[PATCH 1/2] one', 'a.c'), body }, patch('[PATCH 2/2] two', 'b.c')]);
  t.equal(one?.body, 'From here on it is mine.\n>From there it is yours.\nFrom now on, too.');
  t.same(two?.files, ['b.c']);
});

t.test('Latin-1: in the message it becomes text, in the diff it stays bytes', async (t) => {
  const text = mail({
    subject: '=?iso-8859-1?Q?=5BPATCH=5D_mm=3A_f=FCr_alle?=',
    body: 'Gr\u00fc\u00dfe.',
    headers: 'MIME-Version: 1.0\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n',
    diff: diff('a.c').replace('+b', '+b \u00e9'),
  });
  const [one] = await read(t, Buffer.from(text, 'latin1'));
  t.match(one, { subject: 'mm: für alle', body: 'Grüße.' });
  t.equal(one?.diff.indexOf(Buffer.from('+b \u00e9\n', 'latin1')), one?.diff.indexOf('+b '));
  t.not(one?.diff.indexOf('+b '), -1);
});

t.test('one text in two encodings is two diffs; names are UTF-8', async (t) => {
  const latin = 'é';
  const utf8 = Buffer.from('é').toString('latin1');
  t.not(
    hashOfDiff(parseDiff(diff('a.c').replace('+b', `+${latin}`))),
    hashOfDiff(parseDiff(diff('a.c').replace('+b', `+${utf8}`))),
  );
  t.equal(parseDiff(diff(`fs/${utf8}.c`)).files[0]?.newName, 'fs/é.c');
});
