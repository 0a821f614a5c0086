import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../harness/host/paths.ts';

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
