import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { inputError } from '../lib/errors.ts';
import { contentKey } from '../lib/hash.ts';
import { neutralLine } from '../lib/neutral.ts';
import { type Diff, namesOf, parseDiff } from './diff.ts';
import { type Mail, readMails } from './mail.ts';
import { gapIn, type Numbered, numberOfFile, numberOfSubject } from './numbering.ts';

/** One patch of a series. */
export interface Patch {
  /** The file's name; in an mbox its name and the place, as `series.mbox#2`. */
  name: string;
  subject: string;
  /** `Name <address>`, empty where the patch does not say. */
  author: string;
  /** The diff alone, without the mail around it. */
  diff: string;
  parsed: Diff;
  /** The files it changes, makes, removes or renames, relative to the tree; sorted. */
  files: string[];
  /** Content address of the diff: a new commit message makes no new kernel. */
  hash: string;
  /** Of the mails by which it is known: its own, the one that it answers, the cover letters beside it. */
  messageIds: string[];
}

/**
 * Reads a series: a folder of .patch files, one .patch file, or an mbox (gzipped too). Cover letters and replies are skipped.
 * @throws input error naming the file and what is wrong with it
 */
export async function readSeries(path: string): Promise<Patch[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw inputError({ what: 'there is no such file or folder', where: path, todo: forms });
  }
  if (found.isDirectory()) return readFolder(path);
  const mails = await readFileOfPatches(path);
  const patches = patchesOf(path, mails, (index) =>
    mails.length === 1 ? basename(path) : `${basename(path)}#${index + 1}`,
  );
  checkNumbers(path, numberedBySubject(mails), true);
  return patches;
}

const forms = 'a series is a folder of .patch files, a .patch file, or an mbox as git format-patch --stdout writes it';

async function readFolder(folder: string): Promise<Patch[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.patch'));
  // 0000-cover-letter.patch, and v2-0000-cover-letter.patch.
  const files = names.filter((name) => numberOfFile(name) !== 0).sort(naturally);
  if (files.length === 0) {
    const others = (await readdir(folder)).filter((name) => /\.(?:diff|mbox|mbx|eml)$/.test(name));
    throw inputError({
      what: 'the folder holds no .patch file',
      where: folder,
      ...(others[0] !== undefined && { why: `it holds ${neutralLine(others[0])}` }),
      todo: forms,
    });
  }
  const numbered = files.map((label) => ({ label, number: numberOfFile(label) }));
  checkNumbers(folder, numbered, false);
  const patches: Patch[] = [];
  for (const file of files) {
    const path = join(folder, file);
    patches.push(
      ...patchesOf(path, await readFileOfPatches(path), (index) => (index === 0 ? file : `${file}#${index + 1}`)),
    );
  }
  return patches;
}

const collator = new Intl.Collator('en', { numeric: true });
/** 2 before 10; names that the collator takes for equal go by code units. */
const naturally = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : 1);

async function readFileOfPatches(path: string): Promise<Mail[]> {
  const bytes = await readFile(path);
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? unzip(path, bytes) : bytes;
  if (plain.toString('utf8').trim() === '') throw inputError({ what: 'the file is empty', where: path, todo: forms });
  return readMails(path, plain);
}

function unzip(path: string, bytes: Buffer): Buffer {
  try {
    // Far above any series, far below what would hurt: a small file may hold terabytes of zeros.
    return gunzipSync(bytes, { maxOutputLength: 256 * 1024 * 1024 });
  } catch (error) {
    throw inputError({ what: 'the file cannot be unpacked', where: path, why: (error as Error).message, cause: error });
  }
}

function patchesOf(path: string, mails: readonly Mail[], nameOf: (index: number) => string): Patch[] {
  const kept = mails.map((mail, index) => ({ mail, name: nameOf(index) })).filter(({ mail }) => !isTalk(mail));
  if (kept.length === 0) {
    throw inputError({ what: 'there is no patch in it, only cover letters or replies', where: path, todo: forms });
  }
  const covers = mails.flatMap(({ subject, messageIds: [own] }) =>
    numberOfSubject(subject)?.number === 0 && own !== undefined ? [own] : [],
  );
  return kept.map(({ mail, name }) => {
    const patch = patchOf(path, mail, name);
    return { ...patch, messageIds: [...new Set([...patch.messageIds, ...covers])] };
  });
}

/** A cover letter, or an answer in a thread: what it quotes or proposes is no part of the series. */
function isTalk({ subject }: Mail): boolean {
  return /^\s*(?:\[[^\]]*\]\s*)*(?:re|aw|fwd?):/i.test(subject) || numberOfSubject(subject)?.number === 0;
}

function patchOf(path: string, { subject, author, text, messageIds }: Mail, name: string): Patch {
  const parsed = parseDiff(text);
  const title = neutralLine(subject.replace(/^(?:\[[^\]]*\]\s*)+/, '').replace(/\s+/g, ' ')) || name;
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
      why: `then comes: ${neutralLine(parsed.damage.text, 120) || '(an empty line)'}`,
      todo: 'a mail program or an editor changed it; get it again as git format-patch wrote it (b4 am, lore.kernel.org/.../raw)',
    });
  }
  const files = namesOf(parsed).sort();
  const hash = contentKey({ diff: parsed.text });
  return { name, subject: title, author, diff: parsed.text, parsed, files, hash, messageIds };
}

function numberedBySubject(mails: readonly Mail[]): Numbered[] {
  return mails
    .filter((mail) => !isTalk(mail))
    .map(({ subject }) => ({ label: neutralLine(subject, 100), ...numberOfSubject(subject) }));
}

function checkNumbers(path: string, numbered: readonly Numbered[], whole: boolean): void {
  const problem = gapIn(numbered, whole);
  if (problem === undefined) return;
  throw inputError({ what: problem, where: path, todo: 'give the whole series, once, in its order' });
}
