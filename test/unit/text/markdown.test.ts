import { spawnSync } from 'node:child_process';
import t from 'tap';
import { codeBlock, codeSpan, inlineMarkdown } from '../../../harness/text/markdown.ts';
import { neutralLine } from '../../../harness/text/neutral.ts';
import { skipBecause } from '../../skipping.ts';

/** Each is something to GitHub, or to Markdown. */
const hostile = [
  '@torvalds',
  'cc @org/team.',
  'a@example.org',
  'fixes #1 and owner/repo#12',
  'GH-7, gh-7, GHSA-jfh8-c2jp-5v3q, CVE-2024-1086',
  'commit b4f62245aa01, 0123456',
  'owner/repo@b4f62245aa01',
  'https://evil.example/x http://x ftp://y www.evil.example mailto:a@b.example xmpp:a@b.example',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</details></table><!-- pinproof:',
  '-->',
  '<https://evil.example>',
  '[text](https://evil.example)',
  '![text](https://evil.example/pixel.png)',
  '[^1] and [x][y]',
  '[x]: https://evil.example',
  'a | b | c',
  'a \\| b',
  '\\',
  '`code`',
  '``` js',
  '~~~',
  '~~gone~~',
  '**bold** __bold__ *it* _it_',
  '# heading',
  '> quote',
  '- item',
  '+ item',
  '- [x] task',
  '1. item',
  '12) item',
  '---',
  '===',
  '| - | - |',
  ':-: | :-:',
  '&lt;b&gt; &#60; &amp;',
  '$x$ and $$y$$ and $`z`$',
  ':tada: :+1:',
  '::error file=a,line=1::owned',
  '::add-mask::x',
  '##[error]owned',
  '/merge',
  'safe\u202egnp.exe',
  'a\u0007\u001b[31mred\u001b]8;;http://x\u001b\\link\u0000',
  'two\nlines\r\n\r\n# three',
  'mm/gup.c:123: __get_user_pages() returned -14',
];

/** A generator with a seed (mulberry32): the same texts in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const next = random(20_261_125);
const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
const alphabet = [...'@#:/\\`*_[]()<>|~$&!.-+= \n\tabcdef0123456789wG'];
const pieces = [...hostile, ...alphabet, ...alphabet, ...alphabet];
const mixtures = Array.from({ length: 3000 }, () =>
  Array.from({ length: 1 + Math.floor(next() * 12) }, () => pick(pieces)).join(pick(['', '', ' '])),
);
const all = [...hostile, ...mixtures];

const named: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' };
const decode = (html: string): string =>
  html
    .replace(/<\/?span>/g, '')
    .replace(/&(?:#(\d+)|(\w+));/g, (_, code?: string, name?: string) =>
      code === undefined ? (named[name ?? ''] ?? '?') : String.fromCodePoint(Number(code)),
    );

/** What GitHub's second reading would find: its links in text that is not in code. */
const linksIn = (text: string): RegExpMatchArray | null =>
  text.match(/@[\w-]|#\d|\b(?:GH|GHSA|CVE)-\w|[0-9a-f]{7}|\w+:\/\/|\bwww\.|::|##\[|:[\w+-]+:|(?:mailto|xmpp):\w/i);

t.test('a line links, notifies and commands nothing', async (t) => {
  for (const text of all) {
    const source = inlineMarkdown(text);
    if (linksIn(decode(source)) !== null) t.fail(`${JSON.stringify(text)}: ${linksIn(decode(source))} in ${source}`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for.
    if (/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/.test(source)) t.fail(`unseen characters in ${source}`);
  }
  t.equal(linksIn('hello @user')?.[0], '@u', 'the looking sees something');
});

const parser = spawnSync('cmark-gfm', ['--version']);
const skip = skipBecause(
  parser.error === undefined ? false : 'cmark-gfm, GitHub’s own parser, is not installed (Debian: cmark-gfm)',
);
const extensions = ['table', 'strikethrough', 'autolink', 'tasklist', 'footnotes'].flatMap((name) => ['-e', name]);
const render = (markdown: string): string =>
  spawnSync('cmark-gfm', ['--unsafe', ...extensions], { input: markdown, encoding: 'utf8' }).stdout;

t.test('GitHub’s parser finds nothing but the text in it', { skip }, async (t) => {
  // One document for all: the parser is a program. Each is a paragraph, with another before and after it.
  const kept = all.map((text) => ({ text, source: inlineMarkdown(text, 4000) })).filter(({ source }) => source !== '');
  const html = render(kept.map(({ source }) => source).join('\n\nxxx\n\n'));
  const found = html.split('<p>xxx</p>').map((part) => part.trim());
  t.equal(found.length, kept.length);
  for (const [index, { text, source }] of kept.entries()) {
    const inner = /^<p>(.*)<\/p>$/.exec(found[index] ?? '')?.[1];
    const plain = inner?.replaceAll('<span>$</span>', '$');
    if (plain === undefined || plain.includes('<')) t.fail(`${JSON.stringify(text)}: ${source} is ${found[index]}`);
    else if (decode(plain).replaceAll('\u200b', '') !== neutralLine(text, 4000)) t.fail(`${source} reads ${plain}`);
  }
  t.match(render('a@example.org'), '<a href', 'the parser does link');
});

t.test('a cell of a table and an item of a list stay what they are', { skip }, async (t) => {
  const rows = all.map((text) => `| ${inlineMarkdown(text)} | ${codeSpan(text)} | end |`);
  const html = render(`| a | b | c |\n| - | - | - |\n${rows.join('\n')}\n`);
  t.equal(html.match(/<tr>/g)?.length, all.length + 1);
  t.equal(html.match(/<td>end<\/td>\n<\/tr>/g)?.length, all.length, 'no row has more cells or fewer');
  t.notMatch(html.replaceAll('<span>$</span>', ''), /<(?!\/?(?:table|thead|tbody|tr|th|td|code)>)/);
});

t.test('code keeps what is in it', { skip }, async (t) => {
  for (const text of hostile) {
    const html = render(`- before\n\n${codeBlock(`${text}\n${text}`)}\nafter\n`);
    t.match(html, /<pre><code>[^<]*<\/code><\/pre>\n<p>after<\/p>\n$/, JSON.stringify(text));
    const span = render(`before ${codeSpan(text)} after`).replaceAll('<span>$</span>', '$');
    t.match(span, /^<p>before <code>[^<]+<\/code> after<\/p>\n$/, JSON.stringify(text));
  }
  const random = mixtures.map((text) => codeBlock(text)).join('\nxxx\n\n');
  t.equal(render(random).match(/<p>xxx<\/p>/g)?.length, mixtures.length - 1, 'no fence is closed from within');
});

t.test('what is read is short, and as it was', async (t) => {
  t.equal(
    inlineMarkdown('693 guard tag errors, fdatasync EIO 12 of 13'),
    '693 guard tag errors, fdatasync EIO 12 of 13',
  );
  t.equal(inlineMarkdown('x'.repeat(50), 10), `${'x'.repeat(9)}…`);
  t.equal(codeSpan('pinproof replay a/b/1'), '`pinproof replay a/b/1`');
  t.equal(inlineMarkdown('$x$'), '<span>$</span>x<span>$</span>', 'no mathematics');
  t.equal(codeSpan(''), '');
  t.notMatch(codeSpan('::error::x'), '::');
  t.equal(codeBlock('one\n  two\n\n'), '```\none\n  two\n```\n');
  t.equal(codeBlock('1234\n1234\n1234\n', 10), '```\n1234\n1234\n… 1 more line\n```\n');
  t.equal(codeBlock('::stop-commands::x\n  ::x::\n##[y]'), '```\n: :stop-commands::x\n  : :x::\n## [y]\n```\n');
  t.equal(codeBlock('a ```` b'), '`````\na ```` b\n`````\n');
});
