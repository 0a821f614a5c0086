import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../harness/host/paths.ts';

/** Phrases that need a second reading, and what says the same plainly. */
const banned: readonly (readonly [RegExp, string])[] = [
  [/\bto be had\b/i, 'available, found, built'],
  [/\bwhoever\b/i, 'the process, the caller, the reader that ...'],
  [/\bhas otherwise\b/i, 'differs'],
  [/\bnobody['’]s\b/i, 'has no owner, is not in use'],
  [/\bhe\b|\bhis\b|\bshe\b|\bhers\b/i, 'it, its; they, theirs of people'],
  [/\bis told\b/i, 'is reported, gets, is called with'],
  [/\btold (?:by|in|as|each|twice|once|together)\b/i, 'reported, listed, known'],
  [/\bill spent\b/i, 'wasted'],
  [/\b(?:domain|design)\.md\b/, 'a page of docs/, or the fact itself'],
];

/** Files that people read: code with its comments and messages, and pages. */
const read = [
  ...readdirSync(join(packageRoot, 'harness'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|js|sh)$/.test(name))
    .map((name) => `harness/${name}`),
  ...readdirSync(join(packageRoot, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
];

function riddlesIn(text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const found = banned.find(([phrase]) => phrase.test(line));
    return found === undefined ? [] : [`${index + 1}: ${line.trim()} (write: ${found[1]})`];
  });
}

t.test('comments, messages and pages are in plain words', async (t) => {
  t.ok(read.length > 300, `${read.length} files`);
  for (const name of read) t.strictSame(riddlesIn(readFileSync(join(packageRoot, name), 'utf8')), [], name);
});

t.test('a phrase is found, with its line and what to write', async (t) => {
  t.strictSame(riddlesIn('plain\n the base is not to be had\n'), [
    '2: the base is not to be had (write: available, found, built)',
  ]);
  t.strictSame(riddlesIn('the history, its hiss, hertz and this'), []);
});
