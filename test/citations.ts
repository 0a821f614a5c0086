/** Paths that pages and comments name, and that the repository does not have. Pure. */

/** A word in capitals stands for any name, and so does a star. */
const placeholder = /(?:^|[/_])[A-Z][A-Z_-]+(?:[/.]|$)|[*<>{}$…]/;

/**
 * Returns the paths that a page names in code style, below a folder of the repository, and that are not there.
 * @param files all of the repository
 */
export function brokenPaths(text: string, files: readonly string[]): string[] {
  const tops = new Set(files.filter((path) => path.includes('/')).map((path) => path.split('/')[0]));
  // Fenced blocks are other programs' text.
  const prose = text.replace(/^(\s*)(```|~~~)[\s\S]*?^\s*\2\s*$/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].flatMap(([, words = '']) =>
    words.split(/\s+/).filter((word) => {
      const path = pathIn(word);
      if (!path.includes('/') || !tops.has(path.split('/')[0]) || placeholder.test(path)) return false;
      return !files.some((file) => file === path || file.startsWith(`${path}/`));
    }),
  );
}

/** A path without the line, punctuation and slash behind it. */
const pathIn = (word: string): string => word.replace(/(?::\d+)?[:,;.]?$/, '').replace(/\/$/, '');

/** Sources and pages by their path or the end of it, as comments and imports name them. */
const cited = /(?<![\w./-])(?:\.{1,2}\/)*((?:[\w-]+\/)*[\w-]+(?:\.test)?\.(?:ts|md|cjs))\b(?![\w/-])/g;

/**
 * Returns the sources and pages that a text cites and that no file of the repository ends with.
 * @param files all of the repository
 */
export function brokenCitations(text: string, files: readonly string[]): string[] {
  const names = new Set([...text.matchAll(cited)].map(([, name = '']) => name));
  const real = [...names].filter(
    (name) => !placeholder.test(name) || /^(?:README|CONTRIBUTING|CHANGELOG|SECURITY)\.md$/.test(name),
  );
  return real.filter((name) => !files.some((path) => path === name || path.endsWith(`/${name}`)));
}
