import { anchorsOf, brokenCitations, brokenLinks, brokenPaths, type Tree } from './links.ts';
import { repositoryFiles, textOf } from './repository.ts';

/** What looks like a file of the repository's and is none. */
const others = new Set([
  // Reports that pinproof writes.
  'report.md',
  'summary.md',
  // Of actions/toolkit.
  'packages/core/src/command.ts',
  // Beside the repository, where it is there (test/consoles/corpus.ts).
  'shared/corpora/console/README.md',
  // Comes with the text on the layers.
  'docs/architecture.md',
]);

/** Scripts of the guest's that cite what has moved since: to mend them changes the image, and so the key of every cell. */
const later = new Set(['vm/init: records/suite.ts', 'vm/report.sh: harness/records/observation.ts']);

/** Texts by people: not these lists, nor the series and consoles, which are others' words or made to be read by programs. */
const isProse = (path: string): boolean =>
  /\.(?:ts|c|h|sh|ya?ml|md|cjs|js)$|^vm\/\w+$/.test(path) &&
  !/^(?:candidates|test\/fixtures|test\/planted\/6|test\/checks\/pages|test\/unit\/docs)/.test(path);

/** Returns the links, paths and citations in pages and comments that lead nowhere. */
export function pageProblems(): string[] {
  const files = repositoryFiles();
  const anchors = new Map<string, Set<string>>();
  const tree: Tree = {
    files: new Set(files),
    anchors: (path) => {
      const known = anchors.get(path) ?? anchorsOf(textOf(path));
      anchors.set(path, known);
      return known;
    },
  };
  const pages = files.filter((path) => path.endsWith('.md'));
  return [
    ...pages.flatMap((page) => [...brokenLinks(page, textOf(page), tree), ...brokenPaths(page, textOf(page), tree)]),
    ...files.filter(isProse).flatMap((path) => brokenCitations(path, textOf(path), tree, others)),
  ].filter((problem) => !later.has(problem));
}
