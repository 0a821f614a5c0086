import { isUtf8 } from 'node:buffer';
import { basename } from 'node:path';
import { contentKey } from '../../host/hash.ts';
import { textOfBinary } from '../../text/binary.ts';
import { inputError } from '../../text/errors.ts';
import { neutralLine } from '../../text/neutral.ts';
import { type Diff, namesOf, parseDiff } from '../diff/diff.ts';
import type { Mail } from '../mails/mail.ts';

/** One patch of a series. */
export interface Patch {
  /** The file's name; in an mbox its name and the place, as `series.mbox#2`. */
  name: string;
  subject: string;
  /** `Name <address>`, empty where the patch does not say. */
  author: string;
  /** The commit message without its subject, as the author wrote it; empty where the patch does not say. */
  body: string;
  /** Of the mails by which it is known: its own, the one that it answers, the cover letters beside it. */
  messageIds: string[];
  /** The diff alone, without the mail around it: bytes, for nobody promises an encoding. */
  diff: Buffer;
  parsed: Diff;
  /** The files it changes, makes, removes or renames, relative to the tree; sorted. */
  files: string[];
  /** Content address of the diff: a new commit message makes no new kernel. */
  hash: string;
}

export const forms =
  'a series is a folder of .patch files, a quilt folder, a .patch file, an mbox, git:REPOSITORY#A..B, pull:REPOSITORY#N, or msgid:MESSAGE-ID';

/**
 * Reads the diff of a mail.
 * @param path where the mail comes from, for messages
 * @param name what the patch is called among those of its path
 * @param strip how many leading folders its names have, where something other than the diff says so
 * @throws input error where there is none, or it is damaged
 */
export function patchOf(path: string, mail: Mail, name: string, strip?: number): Patch {
  const { subject, author, body, messageIds, text } = mail;
  const parsed = parseDiff(text, strip);
  const title = titleOf(subject) || name;
  const where = basename(path) === name ? path : `${path} (${name})`;
  if (parsed.files.length === 0) {
    throw inputError({
      what: `there is no diff in the patch "${title}"`,
      where,
      todo: parsed.damage === undefined ? forms : 'get it again as git format-patch wrote it',
    });
  }
  if (parsed.damage !== undefined) {
    const file = parsed.files.at(-1)?.newName ?? parsed.files.at(-1)?.oldName ?? 'a file';
    throw inputError({
      what: `the patch "${title}" is damaged: ${neutralLine(file)}, ${parsed.damage.why}`,
      where,
      why: `then comes: ${neutralLine(textOfBinary(parsed.damage.text), 120) || '(an empty line)'}`,
      todo: 'a mail program or an editor changed it; get it again as git format-patch wrote it (b4 am, lore.kernel.org/.../raw)',
    });
  }
  const diff = Buffer.from(parsed.text, 'latin1');
  const files = namesOf(parsed).sort();
  return { name, subject: title, author, body, messageIds, diff, parsed, files, hash: hashOfDiff(parsed, strip) };
}

/** The subject of a commit: without the tags in front, in one line. */
export function titleOf(subject: string): string {
  return neutralLine(subject.replace(/^\s*(?:\[[^\]]*\]\s*)+/, '').replace(/\s+/g, ' '));
}

/**
 * The content address of a diff.
 * @param strip as for patchOf(): the same text with another depth changes other files
 */
export function hashOfDiff({ text }: Pick<Diff, 'text'>, strip?: number): string {
  const bytes = Buffer.from(text, 'latin1');
  const depth = strip === undefined || strip === parseDiff(text).strip ? {} : { strip };
  return contentKey(isUtf8(bytes) ? { diff: bytes.toString('utf8'), ...depth } : { latin1: text, ...depth });
}
