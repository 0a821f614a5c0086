import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { inputError } from '../../text/errors.ts';
import { neutralLine } from '../../text/neutral.ts';
import { parseDiff } from '../diff/diff.ts';
import { type Mail, readMails } from '../mails/mail.ts';
import { numberOfSubject, versionOfSubject } from '../mails/numbering.ts';
import { forms, type Patch, patchOf, titleOf } from './patch.ts';
import { newestVersion } from './versions.ts';

/** Reads a .patch file or an mbox, gzipped too: of a thread the patches of its newest version, in their order. */
export async function readMbox(path: string): Promise<Patch[]> {
  const mails = await mailsIn(path);
  return orderedPatches(path, mails, (index) =>
    mails.length === 1 ? basename(path) : `${basename(path)}#${index + 1}`,
  );
}

/**
 * The mails of a file.
 * @throws input error where the file is empty or cannot be unpacked
 */
export async function mailsIn(path: string): Promise<Mail[]> {
  const bytes = await readFile(path);
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? unzip(path, bytes) : bytes;
  if (plain.toString('latin1').trim() === '') throw inputError({ what: 'the file is empty', where: path, todo: forms });
  return readMails(path, plain);
}

/**
 * The patches among mails, but for the talk around them.
 * @throws input error where there is no patch among them
 */
export function orderedPatches(path: string, mails: readonly Mail[], nameOf: (index: number) => string): Patch[] {
  const kept = onceEach(mails.map((mail, index) => ({ mail, name: nameOf(index) }))).filter(
    ({ mail }) => !isTalk(mail, mails.length > 1),
  );
  if (kept.length === 0) {
    throw inputError({ what: 'there is no patch in it, only cover letters or replies', where: path, todo: forms });
  }
  const covers = mails.flatMap(({ subject, messageIds: [own] }) =>
    numberOfSubject(subject)?.number === 0 && own !== undefined ? [own] : [],
  );
  const versioned = kept.map(({ mail, name }) => ({
    label: neutralLine(mail.subject, 100),
    title: titleOf(mail.subject),
    version: versionOfSubject(mail.subject) ?? 1,
    ...numberOfSubject(mail.subject),
    mail,
    name,
  }));
  // One patch that is given alone is wanted alone, whatever its number is.
  const chosen = versioned.length === 1 && mails.length === 1 ? versioned : newestVersion(path, versioned, true);
  return chosen.map(({ mail, name }) => {
    const patch = patchOf(path, mail, name);
    return { ...patch, messageIds: [...new Set([...patch.messageIds, ...covers])] };
  });
}

/** A thread that went to several lists holds each mail several times. */
function onceEach<T extends { mail: Mail }>(mails: readonly T[]): T[] {
  const seen = new Set<string>();
  return mails.filter(({ mail }) => {
    if (mail.messageIds.length === 0) return true;
    // With the subject: a mail whose own id was taken away is known by the id of the cover letter, as its neighbours are.
    const key = [mail.messageIds[0], mail.subject].join(' ');
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
}

/**
 * A cover letter, or an answer in a thread: what it quotes or proposes is no part of the series.
 * @param inThread whether it stands among others: a mail without a diff, that does not say it were a patch, is one of them
 */
function isTalk({ subject, text }: Mail, inThread: boolean): boolean {
  if (/^\s*(?:\[[^\]]*\]\s*)*(?:re|aw|fwd?):/i.test(subject) || numberOfSubject(subject)?.number === 0) return true;
  return inThread && !/\[[^\]]*patch[^\]]*\]/i.test(subject) && parseDiff(text).files.length === 0;
}

function unzip(path: string, bytes: Buffer): Buffer {
  try {
    // Far above any series, far below what would hurt: a small file may hold terabytes of zeros.
    return gunzipSync(bytes, { maxOutputLength: 256 * 1024 * 1024 });
  } catch (error) {
    throw inputError({ what: 'the file cannot be unpacked', where: path, why: (error as Error).message, cause: error });
  }
}
