import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readMessage } from '../../../../harness/series/mails/message.ts';
import { messageIdsOf } from '../../../../harness/series/mails/messageIds.ts';
import { readSeries } from '../../../../harness/series/read.ts';

const diff = `diff --git a/mm/gup.c b/mm/gup.c
index 0123456789ab..ba9876543210 100644
--- a/mm/gup.c
+++ b/mm/gup.c
@@ -1,3 +1,3 @@
 one
-two
+deux
 three
`;
const mail = (subject: string, id: string, body: string, more = ''): string =>
  `From: A Developer <a@example.org>\nSubject: ${subject}\nDate: Mon, 1 Jan 2024 00:00:00 +0000\nMessage-ID: <${id}>\n${more}\n${body}`;
const patch = (number: string, id: string, more = ''): string =>
  mail(`[PATCH ${number}] mm: change`, id, `Because.\n\n---\n mm/gup.c | 2 +-\n\n${diff}-- \n2.39.5\n`, more);
const cover = mail('[PATCH 0/1] mm: a series', 'cover@example.org', `What it does.\n\nInterdiff:\n${diff}`);

t.test('the ids of a mail: its own, then those that it answers', async (t) => {
  const ids = (text: string): string[] => messageIdsOf(Buffer.from(text));
  t.same(ids('Message-ID: <a@b>\nIn-Reply-To: <c@d>\n\nbody'), ['a@b', 'c@d']);
  t.same(ids('In-Reply-To: <c@d>\nMESSAGE-Id:\n\t<a@b>\n\n'), ['a@b', 'c@d'], 'folded, in any order and case');
  t.same(ids('From mbox Mon Sep 17 00:00:00 2001\r\nMessage-ID: <a@b>\r\n\r\nbody'), ['a@b']);
  t.same(ids('Subject: x\n\nMessage-ID: <in-the-body@b>\n'), []);
  t.same(ids('Subject: x\r\n\r\nMessage-ID: <in-the-body@b>\r\n'), []);
  t.same(ids(`Message-ID: <${'x'.repeat(2000)}@b>\n\n`), []);
});

t.test('a patch is told by its diff, in whatever mail it stands', async (t) => {
  const folder = t.testdir({ '0001-change.patch': patch('1/1', 'one@example.org') });
  const [own] = await readSeries(folder);
  const message = await readMessage('x', Buffer.from(patch('v2 1/1', 'other@example.org').replace('Because', 'Why')));
  t.equal(message.hash, own?.hash);
  t.same(message.messageIds, ['other@example.org']);
  const changed = await readMessage('x', Buffer.from(patch('1/1', 'one@example.org').replace('deux', 'zwei')));
  t.not(changed.hash, own?.hash);
});

t.test('a cover letter has no diff, whatever it quotes; the patches of its mbox know it', async (t) => {
  const message = await readMessage('x', Buffer.from(cover));
  t.same(message, { subject: '[PATCH 0/1] mm: a series', messageIds: ['cover@example.org'] });
  const folder = t.testdir({});
  mkdirSync(join(folder, 'patches'));
  const path = join(folder, 'series.mbox');
  const mbox = [cover, patch('1/1', 'one@example.org')].map((one) => `From x Mon Sep 17 00:00:00 2001\n${one}\n`);
  writeFileSync(path, mbox.join(''));
  t.same((await readSeries(path))[0]?.messageIds, ['one@example.org', 'cover@example.org']);
  const answers = patch('1/1', 'one@example.org', 'In-Reply-To: <cover@example.org>\n');
  writeFileSync(join(folder, 'patches', '0001-change.patch'), answers);
  t.same((await readSeries(join(folder, 'patches')))[0]?.messageIds, ['one@example.org', 'cover@example.org']);
});

t.test('what is no mail is refused', async (t) => {
  await t.rejects(
    readMessage('standard input', Buffer.from('hello\n')),
    /standard input: this is neither a patch nor an mbox/,
  );
  await t.rejects(readMessage('standard input', Buffer.from('')), /standard input: /);
  const two = ['a@b.c', 'd@e.f'].map((id) => `From x Mon Sep 17 00:00:00 2001\n${patch('1/2', id)}\n`).join('');
  await t.rejects(readMessage('x', Buffer.from(two)), /several mails/);
});
