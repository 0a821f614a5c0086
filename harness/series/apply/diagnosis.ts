import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exists } from '../../host/folders.ts';
import { runGit } from '../../host/git.ts';
import { readInside } from '../../host/inside.ts';
import { textOfBinary } from '../../text/binary.ts';
import { nearest } from '../../text/nearest.ts';
import { neutralLine, neutralText } from '../../text/neutral.ts';
import { type FileDiff, type Hunk, linesAfter, linesBefore } from '../diff/diff.ts';
import type { Patch } from '../read.ts';
import { fuzzOf, type HunkTrial } from './fuzz.ts';
import { compareLines, findLines, nearestLines } from './match.ts';

/** Why a patch does not apply, for people. */
export interface Diagnosis {
  /** File and hunk. */
  where?: string;
  /** What the patch does, as a predicate: `does not apply`. */
  verdict: string;
  excerpt: string;
  todo: string;
}

/**
 * Finds out why git did not apply a patch to a tree, which it left as it was.
 * @param said git's standard error
 */
export async function diagnose(tree: string, patch: Patch, said: string, signal?: AbortSignal): Promise<Diagnosis> {
  if (await isIn(tree, patch, signal)) {
    return {
      verdict: 'is in the tree already',
      excerpt: 'It can be taken back, all of it: the base has it, or the series has it twice.',
      todo: 'leave it out of the series, or take a base without it',
    };
  }
  const failed = failedFile(patch, said);
  if (failed === undefined) {
    return { verdict: 'does not apply', excerpt: neutralText(said.trim()), todo: rebase };
  }
  const { file, hunk } = failed;
  const name = file.oldName ?? file.newName ?? '';
  if (file.oldName === undefined) {
    return {
      where: neutralLine(name),
      verdict: 'does not apply',
      excerpt: 'The patch makes this file anew, and the tree has one of that name with another content.',
      todo: rebase,
    };
  }
  const text = await readInside(tree, name, 'latin1');
  if (text === undefined) {
    return {
      where: neutralLine(name),
      verdict: 'does not apply',
      excerpt: await describeMissing(tree, name),
      todo: rebase,
    };
  }
  const wrong = hunk ?? file.hunks[0];
  if (wrong === undefined) {
    return { where: neutralLine(name), verdict: 'does not apply', excerpt: neutralText(said.trim()), todo: rebase };
  }
  return describeHunk(tree, patch, file, wrong, text, signal);
}

const rebase = 'rebase the series on this tree, and write it again with git format-patch';

async function isIn(tree: string, { parsed, diff }: Patch, signal?: AbortSignal): Promise<boolean> {
  const args = ['apply', `-p${parsed.strip}`, '--whitespace=nowarn', '--check', '--reverse', '-'];
  const ended = await runGit(tree, args, { input: diff, ...(signal && { signal }) });
  return ended.exitCode === 0;
}

/** The file and hunk that git stumbled over first: `error: patch failed: mm/gup.c:123`, `error: mm/gup.c: No such file`. */
function failedFile({ parsed }: Patch, said: string): { file: FileDiff; hunk?: Hunk } | undefined {
  for (const line of said.split('\n')) {
    const [, name, start] = /^error: patch failed: (.*):(\d+)$/.exec(line) ?? [];
    const file = parsed.files.find(({ oldName, newName }) =>
      name === undefined
        ? [oldName, newName].some((known) => known !== undefined && line.startsWith(`error: ${known}: `))
        : oldName === name || newName === name,
    );
    if (file === undefined) continue;
    const hunk = file.hunks.find(({ oldStart }) => oldStart === Number(start));
    return { file, ...(hunk !== undefined && { hunk }) };
  }
  return undefined;
}

async function describeMissing(tree: string, name: string): Promise<string> {
  const lines = ['The tree has no such file.'];
  const folder = dirname(name);
  const neighbours = await readdir(join(tree, folder)).catch(() => []);
  const namesakes = await findNamesakes(tree, basename(name));
  const like = nearest(basename(name), neighbours);
  if (namesakes.length > 0) lines.push(`Files of that name: ${namesakes.slice(0, 4).join(', ')}`);
  if (like !== undefined) lines.push(`The nearest name in ${folder}/: ${neutralLine(like)}`);
  if (namesakes.length === 0 && like === undefined && !(await exists(join(tree, folder)))) {
    lines.push(`It has no folder ${folder}/ either.`);
  }
  return lines.join('\n');
}

async function findNamesakes(tree: string, name: string): Promise<string[]> {
  const found: string[] = [];
  const folders = ['.'];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(join(tree, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.name === name) found.push(neutralLine(path));
    }
  }
  return found.sort();
}

async function describeHunk(
  tree: string,
  patch: Patch,
  file: FileDiff,
  hunk: Hunk,
  text: string,
  signal?: AbortSignal,
): Promise<Diagnosis> {
  const name = file.oldName ?? '';
  const trials = await fuzzOf(tree, patch, signal);
  const trial = trials.find((one) => one.file === name && one.hunk === hunk.number);
  const lines = text.split('\n');
  const there = findLines(lines, linesAfter(hunk), hunk.oldStart);
  const inAlready = there !== undefined && linesAfter(hunk).length > 0;
  const others = trials.filter((one) => one !== trial && one.outcome === 'failed');
  const also = others.length === 0 ? [] : [`${others.length} other hunks of the patch fail too, even with fuzz.`];
  return {
    where: `${neutralLine(name)}, hunk ${hunk.number} of ${file.hunks.length} (${neutralLine(textOfBinary(hunk.header), 100)})`,
    verdict: inAlready ? 'does not apply: this hunk is in the tree already' : 'does not apply',
    excerpt: [
      inAlready ? `Its result stands at line ${there}; the patch as a whole is not in.` : describeTrial(trial),
      ...also,
      ...(inAlready ? [] : excerptOf(lines, hunk)),
    ].join('\n'),
    todo: trial?.outcome === 'fuzzy' && !inAlready ? `check by hand that the place is right, then ${rebase}` : rebase,
  };
}

function describeTrial(trial: HunkTrial | undefined): string {
  if (trial === undefined) return 'GNU patch does not say whether it would apply with fuzz.';
  if (trial.outcome === 'failed')
    return 'It does not apply with fuzz either (GNU patch, up to 3 lines of context ignored).';
  const moved =
    trial.offset === 0 ? '' : `, ${Math.abs(trial.offset)} lines ${trial.offset > 0 ? 'further down' : 'further up'}`;
  return `It would apply with fuzz ${trial.fuzz} at line ${trial.line}${moved}; pinproof does not guess.`;
}

/** Lines of the comparison that a person is shown. */
const mostLines = 14;

/** What the hunk looks for against what stands at the likeliest place. */
function excerptOf(lines: readonly string[], hunk: Hunk): string[] {
  const expected = linesBefore(hunk);
  const place = nearestLines(lines, expected, hunk.oldStart);
  if (place === undefined)
    return ['Nothing like these lines is in the file:', ...shown(expected.map((line) => `- ${line}`))];
  const found = lines.slice(place.line - 1, place.line - 1 + expected.length);
  return [
    `At line ${place.line}, - is what the patch looks for, + what the tree has:`,
    ...shown(compareLines(expected, found)),
  ];
}

function shown(lines: readonly string[]): string[] {
  // Begin a little above the first difference.
  const first = lines.findIndex((line) => !line.startsWith(' '));
  const from = Math.max(0, Math.min(first - 3, lines.length - mostLines));
  const window = lines
    .slice(from, from + mostLines)
    .map((line) => `${line.slice(0, 2)}${neutralText(textOfBinary(line.slice(2)), 120)}`);
  return lines.length > from + mostLines ? [...window, '  ...'] : window;
}
