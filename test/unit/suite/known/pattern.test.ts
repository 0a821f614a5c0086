import t from 'tap';
import { splatFormats } from '../../../../harness/kinds/splats/index.ts';
import { checkPattern } from '../../../../harness/suite/known/pattern.ts';
import { probes } from '../../../../harness/suite/known/probes.ts';

const where = 'known.yaml:3:12';

t.test('a pattern names what it is about', (t) => {
  for (const pattern of [
    'WARNING in gup_put_folio',
    'WARNING in (gup_put_folio|ext4_dirty_folio)',
    'KASAN: [a-z-]+ (Read|Write) in ext4_da_.*',
    'possible deadlock in btrfs_log_inode',
    'out of memory',
    'Bad rss-counter state',
    'lockdep: MAX_\\w+ too low',
    'WARNING: DIX guard tag computed for a device without DIF',
    'lock held when returning to user space in pin_user_pages',
    '^WARNING in iomap_writepage_map$',
  ])
    t.doesNotThrow(() => checkPattern(pattern, where), pattern);
  t.end();
});

t.test('one that is no regular expression, or that names nothing, is refused at its place', (t) => {
  const refused = (pattern: string, message: RegExp): void => {
    t.throws(() => checkPattern(pattern, where), { blame: 'input', message }, pattern);
  };
  for (const pattern of ['WARNING in (f', 'WARNING in f)|(?:.*', '*', 'a{2,1}', '\\q'])
    refused(pattern, /^known\.yaml:3:12: Invalid regular expression: /);
  for (const pattern of ['(WARNING in f)?', 'WARNING in f|', 'x*', '()', '^$'])
    refused(
      pattern,
      /^known\.yaml:3:12: ".*" matches the empty string, so that it names nothing\n {2}-> write the title/,
    );
  for (const pattern of [
    '.*',
    '.+',
    '[^]+',
    'WARNING.*',
    'WARNING',
    '.* in \\w+',
    'WARNING in ext4_.*',
    'WARNING in f|.+',
  ])
    refused(pattern, /^known\.yaml:3:12: ".*" would also hide ".*", and with it .*\n {2}-> name the function/);
  refused('kernel panic: .*', /would also hide "kernel panic: /);
  refused('kernel panic: n.*', /would also hide "kernel panic: no such panic"/);
  refused('WARNING: .*', /would also hide "WARNING: no such warning"/);
  refused('slab object (Allocated|Freed)', /would also hide "slab object Allocated"/);
  t.end();
});

t.test('no kind of report can be hidden for every function', (t) => {
  for (const title of new Set(splatFormats.map((format) => format.title))) {
    if (!title.includes('{function}')) continue;
    const words = title.split(/\{\w+\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    t.throws(() => checkPattern(words.join('.+'), where), { message: /would also hide/ }, title);
  }
  t.end();
});

t.test('a format whose title names a function, and more that differs, has examples of it', (t) => {
  for (const { title, examples } of splatFormats) {
    if (/\{\d\}/.test(title) && title.includes('{function}')) t.ok(examples?.length, title);
    if (examples !== undefined) t.match(title, /\{\d\}/);
  }
  t.strictSame(
    probes.filter((probe) => /[{}]/.test(probe)),
    [],
  );
  t.end();
});
