import t from 'tap';
import { anchorsOf, brokenCitations, brokenLinks, brokenPaths, type Tree } from '../checks/links.ts';
import { pageProblems } from '../checks/pages.ts';

t.test('every link, path and citation of the repository leads somewhere', async (t) => {
  t.same(pageProblems(), []);
});

const tree: Tree = {
  files: new Set(['README.md', 'docs/one.md', 'docs/sub/two.md', 'harness/judge/cell.ts', 'vm/init']),
  anchors: () => new Set(['a-heading']),
};

t.test('links of a page: files, folders and headings, from where the page is', async (t) => {
  const links = (text: string) => brokenLinks('docs/one.md', text, tree);
  t.same(links('[a](sub/two.md) [b](../README.md#a-heading) [c](#a-heading) [d](https://x.org/y) [e](sub)'), []);
  t.same(links('[a](two.md)'), ['docs/one.md: two.md']);
  t.same(links('[a](../README.md#other)'), ['docs/one.md: ../README.md#other (no such heading)']);
  t.same(links('`[a](gone.md)`\n\n```\n[b](gone.md)\n```\n'), [], 'code is no link');
});

t.test('anchors, as GitHub makes them', async (t) => {
  const text = '# One, two & *three*\n\n```sh\n# a comment\n```\n## `code.ts` and [a link](x.md)\n## Same\n## Same\n';
  t.same([...anchorsOf(text)], ['one-two--three', 'codets-and-a-link', 'same', 'same-1']);
});

t.test('paths in code style, below a folder of the repository', async (t) => {
  const paths = (text: string) => brokenPaths('README.md', text, tree);
  t.same(paths('`harness/judge/`, `harness/judge/cell.ts:12`, `vm/init`, `mm/gup.c`, `docs/NAME.md`, `docs/*.md`'), []);
  t.same(paths('`node harness/gone.ts x`'), ['README.md: harness/gone.ts']);
});

t.test('sources and pages that comments cite', async (t) => {
  const citations = (text: string) => brokenCitations('x.ts', text, tree, new Set(['report.md']));
  t.same(citations("import '../judge/cell.ts'; // two.md, report.md, judge/cell.ts"), []);
  t.same(citations('// domain.md C, and judge/gone.ts'), ['x.ts: domain.md', 'x.ts: judge/gone.ts']);
});
