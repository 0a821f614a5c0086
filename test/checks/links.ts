import { dirname, normalize } from 'node:path';

/** Where a text leads to what is not there, as `PATH: WHAT`. Pure. */

/** What the repository has: files as paths below its top. */
export interface Tree {
  files: ReadonlySet<string>;
  /** Anchors of a page by its path: those of its headings. */
  anchors(path: string): ReadonlySet<string>;
}

/** Returns the relative links of a Markdown page that lead to no file, or to no heading of one. */
export function brokenLinks(page: string, text: string, tree: Tree): string[] {
  const prose = withoutCode(text);
  const targets = [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
  return targets.flatMap((target) => {
    if (/^[a-z]+:/i.test(target)) return [];
    const [file = '', anchor] = target.split('#');
    const path = file === '' ? page : normalize(`${dirname(page)}/${file}`);
    if (!isThere(path, tree)) return [`${page}: ${target}`];
    if (anchor === undefined || tree.anchors(path).has(anchor)) return [];
    return [`${page}: ${target} (no such heading)`];
  });
}

/** Returns the anchors that GitHub gives to the headings of a page. */
export function anchorsOf(text: string): Set<string> {
  const found = new Set<string>();
  for (const [, words = ''] of withoutFences(text).matchAll(/^#{1,6}\s+(.+)$/gm)) {
    const slug = words
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-');
    let name = slug;
    for (let count = 1; found.has(name); count += 1) name = `${slug}-${count}`;
    found.add(name);
  }
  return found;
}

/** A word between backticks that begins with one of the repository's folders. Capitals stand for any name. */
const placeholder = /(?:^|\/)[A-Z][A-Z_-]+(?:[/.]|$)|[*<>{}$…]/;

/** Returns the paths that a Markdown page names in code style, below a folder of the repository, and that are not there. */
export function brokenPaths(page: string, text: string, tree: Tree): string[] {
  const tops = new Set([...tree.files].filter((path) => path.includes('/')).map((path) => path.split('/')[0]));
  return [...withoutFences(text).matchAll(/`([^`\n]+)`/g)].flatMap(([, words = '']) =>
    words.split(/\s+/).flatMap((word) => {
      const path = word.replace(/(?::\d+)?[:,;.]?$/, '').replace(/\/$/, '');
      if (!path.includes('/') || !tops.has(path.split('/')[0]) || placeholder.test(path)) return [];
      return isThere(path, tree) ? [] : [`${page}: ${path}`];
    }),
  );
}

/** Paths of sources and pages, as comments name them: from anywhere, and mostly without the folders above. */
const cited = /(?<![\w./-])(?:\.{1,2}\/)*((?:[\w-]+\/)*[\w-]+(?:\.test)?\.(?:ts|md|cjs))\b(?![\w/-])/g;

/**
 * Returns the sources and pages that a text cites and that no file of the repository ends with.
 * @param others what is cited and is not the repository's
 */
export function brokenCitations(file: string, text: string, tree: Tree, others: ReadonlySet<string>): string[] {
  const names = [...text.matchAll(cited)].map(([, name = '']) => name);
  const all = [...tree.files];
  return [...new Set(names)].flatMap((name) =>
    others.has(name) || all.some((path) => path === name || path.endsWith(`/${name}`)) ? [] : [`${file}: ${name}`],
  );
}

function isThere(path: string, { files }: Tree): boolean {
  const plain = path.replace(/\/$/, '');
  return plain === '.' || files.has(plain) || [...files].some((file) => file.startsWith(`${plain}/`));
}

const withoutFences = (text: string): string => text.replace(/^(\s*)(```|~~~)[\s\S]*?^\s*\2\s*$/gm, '');
const withoutCode = (text: string): string => withoutFences(text).replace(/`[^`\n]*`/g, '');
