import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inputError } from '../../text/errors.ts';
import { neutralLine } from '../../text/neutral.ts';
import { numberOfFile, versionOfFile } from '../mails/numbering.ts';
import { mailsIn, orderedPatches } from './mbox.ts';
import { forms, type Patch } from './patch.ts';
import { newestVersion } from './versions.ts';

/**
 * Reads a folder of .patch files as git format-patch writes them: by the numbers of their names, the newest version.
 * @throws input error where the folder holds none, or a number is missing or stands twice
 */
export async function readFolder(folder: string): Promise<Patch[]> {
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
  const versioned = files.map((label) => ({
    label,
    number: numberOfFile(label),
    version: versionOfFile(label) ?? 1,
    title: label.replace(/^(?:v\d+-)?(?:\d+[-_. ])?/i, ''),
  }));
  const patches: Patch[] = [];
  for (const { label } of newestVersion(folder, versioned, false)) {
    const path = join(folder, label);
    const mails = await mailsIn(path);
    patches.push(...orderedPatches(path, mails, (index) => (index === 0 ? label : `${label}#${index + 1}`)));
  }
  return patches;
}

const collator = new Intl.Collator('en', { numeric: true });
/** 2 before 10; names that the collator takes for equal go by code units. */
const naturally = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : 1);
