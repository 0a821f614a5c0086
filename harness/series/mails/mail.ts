import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runGit } from '../../host/git.ts';
import { scratchFolder } from '../../host/scratch.ts';
import { textOfBinary } from '../../text/binary.ts';
import { inputError } from '../../text/errors.ts';
import { neutralLine } from '../../text/neutral.ts';
import { messageIdsOf } from './messageIds.ts';

/** A mail, or a bare diff, decoded. */
export interface Mail {
  /** With its [PATCH n/m]. */
  subject: string;
  /** `Name <address>`, or empty. */
  author: string;
  /** The commit message without its subject; empty where it is not known apart from the diff. */
  body: string;
  /** Where the diff is: what stands before it may be there or not. A character a byte (Latin-1). */
  text: string;
  /** Its own first, then those that it answers. */
  messageIds: string[];
}

/**
 * Reads mails with git's own eyes: mbox or a single mail, quoted-printable, base64, encoded words, CRLF,
 * and what mboxrd quotes.
 * A file that is no mail is taken for a bare diff, with its description above it.
 * @param path for messages
 * @throws input error where git cannot read it
 */
export async function readMails(path: string, bytes: Buffer): Promise<Mail[]> {
  const content = bytes.indexOf(byteOrderMark) === 0 ? bytes.subarray(byteOrderMark.length) : bytes;
  const head = content.subarray(0, 65536).toString('latin1').trimStart();
  if (!/^From \S/.test(head) && !isMailHeader(head)) return [bareDiff(path, content.toString('latin1'))];
  const scratch = await mkdtemp(join(scratchFolder(), 'mail-'));
  try {
    const mbox = join(scratch, 'mbox');
    await writeFile(mbox, content);
    const split = await runGit(scratch, ['mailsplit', '--mboxrd', '-b', '-d6', `-o${scratch}`, '--', mbox]);
    if (split.exitCode !== 0) {
      throw inputError({ what: 'git cannot read it as an mbox', where: path, why: neutralLine(split.stderr) });
    }
    const names = (await readdir(scratch)).filter((name) => /^\d{6}$/.test(name)).sort();
    const mails: Mail[] = [];
    for (const name of names) mails.push(await readMail(path, scratch, name));
    return mails;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Editors of Windows begin a file with it; git takes it for a part of the first field's name. */
const byteOrderMark = Buffer.from('\ufeff');

/** Header fields, until an empty line; the first may come from a mail program, so any will do. */
function isMailHeader(head: string): boolean {
  const lines = head.split(/\r?\n/);
  const end = lines.indexOf('');
  // Without an end in sight, the last line is cut anywhere.
  const header = lines.slice(0, end);
  return (
    /^[A-Za-z][\w-]*:/.test(header[0] ?? '') &&
    header.some((line) => /^(?:From|Subject):/i.test(line)) &&
    header.every((line) => /^(?:[\w-]+:|\s)/.test(line))
  );
}

async function readMail(path: string, scratch: string, name: string): Promise<Mail> {
  const [message, patch] = [join(scratch, `${name}.message`), join(scratch, `${name}.patch`)];
  // Messages become UTF-8, which is git's own default: told so by --encoding it leaves them as they are (2.39).
  // -k: the numbers in [PATCH n/m] are needed. Carriage returns that the mail's encoding kept are no part of a kernel source.
  const options = ['-k', '--no-scissors', '--quoted-cr=strip'];
  const raw = await readFile(join(scratch, name));
  const info = await runGit(scratch, ['mailinfo', ...options, message, patch], { input: raw });
  if (info.exitCode !== 0) {
    const where = `${path}, mail ${Number(name)}`;
    throw inputError({ what: 'git cannot read the mail', where, why: neutralLine(info.stderr) });
  }
  const field = (key: string): string => new RegExp(`^${key}: (.*(?:\\n .*)*)`, 'm').exec(info.stdout)?.[1] ?? '';
  const author = [field('Author'), field('Email') && `<${field('Email')}>`].filter(Boolean).join(' ');
  const subject = field('Subject').replace(/\s+/g, ' ');
  return {
    subject,
    author: neutralLine(author),
    body: (await readFile(message, 'utf8')).trim(),
    text: await readFile(patch, 'latin1'),
    messageIds: messageIdsOf(raw),
  };
}

function bareDiff(path: string, text: string): Mail {
  const lines = text.replaceAll('\r\n', '\n');
  if (!/^(?:diff --git |--- \S)/m.test(lines)) {
    throw inputError({
      what: 'this is neither a patch nor an mbox: no mail begins in it, and no diff',
      where: path,
      todo: 'git format-patch writes both',
    });
  }
  const subject = textOfBinary(/^Subject:\s*(.*)$/m.exec(lines)?.[1] ?? '');
  const author = textOfBinary(/^From:\s*(.*)$/m.exec(lines)?.[1] ?? '');
  return { subject, author: neutralLine(author), body: '', text: lines, messageIds: [] };
}
