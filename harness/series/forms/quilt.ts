import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { exists } from '../../host/folders.ts';
import { inputError } from '../../text/errors.ts';
import { neutralLine } from '../../text/neutral.ts';
import { badName } from '../diff/patchPaths.ts';
import { mailsIn } from './mbox.ts';
import { forms, type Patch, patchOf } from './patch.ts';

/** The file that makes a folder quilt's: the patches in their order, one a line. */
export const seriesName = 'series';

/** A line of a quilt series. */
export interface QuiltLine {
  /** Relative to the folder. */
  name: string;
  /** From 1. */
  line: number;
  /** What -pN says; undefined where it says nothing. */
  strip?: number;
}

/** Reads a folder with a quilt series file: what it names, in its order, at the depth that it says. */
export async function readQuilt(folder: string): Promise<Patch[]> {
  const path = join(folder, seriesName);
  const lines = parseQuilt(await readFile(path, 'utf8'), path);
  if (lines.length === 0) throw inputError({ what: 'the quilt series names no patch', where: path, todo: forms });
  const patches: Patch[] = [];
  for (const { name, line, strip } of lines) {
    const file = join(folder, name);
    if (!(await exists(file))) {
      throw inputError({ what: `there is no file ${neutralLine(name)} beside it`, where: `${path}:${line}` });
    }
    const mails = await mailsIn(file);
    patches.push(
      ...mails.map((mail, index) =>
        patchOf(file, mail, mails.length === 1 ? basename(name) : `${basename(name)}#${index + 1}`, strip),
      ),
    );
  }
  return patches;
}

/**
 * Reads the text of a quilt series: a name, then perhaps -pN, then perhaps a comment.
 * @throws input error at the line that cannot be followed
 */
export function parseQuilt(text: string, path: string): QuiltLine[] {
  const seen = new Map<string, number>();
  return text.split('\n').flatMap((whole, index): QuiltLine[] => {
    const [name, ...options] = whole
      .replace(/(?:^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    if (!name) return [];
    const line = index + 1;
    const where = `${path}:${line}`;
    const bad = badName(name);
    if (bad !== undefined) throw inputError({ what: `${neutralLine(name)}: ${bad.replace('tree', 'folder')}`, where });
    const before = seen.get(name);
    if (before !== undefined)
      throw inputError({ what: `${neutralLine(name)} is there twice: see line ${before}`, where });
    seen.set(name, line);
    return [{ name, line, ...stripOf(options, where) }];
  });
}

function stripOf(options: readonly string[], where: string): { strip?: number } {
  const words = options.join(' ');
  if (words === '') return {};
  const depth = /^-p ?(\d|ab)$/.exec(words)?.[1];
  if (depth !== undefined) return { strip: depth === 'ab' ? 1 : Number(depth) };
  throw inputError({
    what: `pinproof does not know what "${neutralLine(words, 40)}" means here`,
    where,
    todo: '-pN says how many leading folders the names have; a patch to take back (-R) is written the other way round',
  });
}
