import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../harness/host/paths.ts';
import { brokenCitations, brokenPaths } from '../citations.ts';

const read = (path: string): string => readFileSync(join(packageRoot, path), 'utf8');

/** Returns the anchors of a page, as GitHub makes them of headings. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );

/** Returns the links of a page that lead to no file of the repository, or to no heading of it. */
function brokenLinks(page: string, text: string): string[] {
  const links = [...text.matchAll(/\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
  return links.flatMap(([link, path = '', anchor]) => {
    const target = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(packageRoot, target))) return [link];
    return anchor === undefined || !target.endsWith('.md') || anchorsOf(read(target)).includes(anchor) ? [] : [link];
  });
}

t.test('links of pages lead to files and headings that exist', async (t) => {
  const { stdout } = spawnSync('git', ['-C', packageRoot, 'ls-files', '*.md'], { encoding: 'utf8' });
  const pages = stdout.split('\n').filter((name) => name !== '');
  t.ok(pages.length > 20, `${pages.length} pages`);
  for (const page of pages) t.strictSame(brokenLinks(page, read(page)), [], page);
});

t.test('a broken link is found', async (t) => {
  t.strictSame(brokenLinks('docs/ci.md', '[a](nothing.md) [b](ci.md#no-such-heading) [c](https://example.org/x)'), [
    '](nothing.md)',
    '](ci.md#no-such-heading)',
  ]);
});

/** Files of the repository, also those that are not committed yet. */
const files = spawnSync('git', ['-C', packageRoot, 'ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .stdout.split('\n')
  .filter((name) => name !== '' && existsSync(join(packageRoot, name)));

/** What looks like a file of the repository and is none. */
const others = [
  // Reports that pinproof writes.
  'report.md',
  'summary.md',
  // Of actions/toolkit.
  'packages/core/src/command.ts',
  // Beside the repository, where it is there (test/consoles/corpus.ts).
  'shared/corpora/console/README.md',
];

/** Not series, consoles and patches, which are other people's words, nor the names that tests of this rule make up. */
const written = files.filter(
  (name) =>
    /\.(?:ts|js|c|h|sh|ya?ml|md|cjs)$|^vm\/\w+$/.test(name) &&
    !/^(?:candidates|test\/fixtures|test\/golden|test\/planted\/6)|links\.test\.ts$/.test(name),
);

t.test('paths that pages name in code style, and files that comments cite, exist', async (t) => {
  t.ok(written.length > 500, `${written.length} files`);
  for (const name of written) {
    const text = read(name);
    if (name.endsWith('.md')) t.strictSame(brokenPaths(text, files), [], name);
    t.strictSame(brokenCitations(text, [...files, ...others]), [], name);
  }
});

t.test('a path that is gone is found', async (t) => {
  const known = ['README.md', 'docs/one.md', 'harness/judge/cell.ts', 'vm/init'];
  const fine = '`harness/judge/`, `harness/judge/cell.ts:12`, `vm/init`, `mm/gup.c`, `docs/NAME.md`, `docs/*.md`';
  t.strictSame(brokenPaths(fine, known), []);
  t.strictSame(brokenPaths('`node harness/gone.ts x`\n\n```\n`docs/gone.md`\n```\n', known), ['harness/gone.ts']);
  t.strictSame(
    brokenCitations("import '../judge/cell.ts'; // one.md, judge/cell.ts, docs/NAME.md, README.md", known),
    [],
  );
  t.strictSame(brokenCitations('// domain.md C, and judge/gone.ts', known), ['domain.md', 'judge/gone.ts']);
});
