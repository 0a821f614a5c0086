import t from 'tap';
import { classOf, stable, titleOf } from '../../../../harness/console/splat/titles.ts';

const header = (pattern: RegExp, text: string): RegExpExecArray => {
  const found = pattern.exec(text);
  if (found === null) throw new Error(`${pattern} is not in ${text}`);
  return found;
};

t.test('a title is filled from the header, the access and the function', async (t) => {
  const kasan = header(/KASAN: ([\w-]+)/, 'BUG: KASAN: use-after-free in x');
  const facts = { function: 'bio_dirty_fn', access: 'Write' };
  t.equal(titleOf('KASAN: {1} {access} in {function}', kasan, facts), 'KASAN: use-after-free Write in bio_dirty_fn');
  t.equal(
    titleOf('KASAN: {1} {access} in {function}', kasan, { function: undefined, access: '' }),
    'KASAN: use-after-free',
  );
  t.equal(titleOf('{2}{1} detected', header(/(b)(a)?/, 'b'), facts), 'b detected', 'a group that did not take part');
});

t.test('a class says whether it was a write', async (t) => {
  const kfence = header(/KFENCE: ([\w-]+) (read|write)/, 'BUG: KFENCE: invalid write in x');
  t.equal(classOf('kasan-{access}', kfence, 'Write'), 'kasan-write');
  t.equal(classOf('kasan-{access}', kfence, 'Read'), 'kasan-read');
  t.equal(classOf('kasan-{access}', kfence, ''), 'kasan-read', 'a report that does not say');
  t.equal(classOf('kfence-{2}', kfence, ''), 'kfence-write');
});

t.test('what changes from run to run is taken out of a message', async (t) => {
  for (const [text, expected] of [
    ['unknown-block(8,17)', 'unknown-block(N,N)'],
    ['exitcode=0x0000000b', 'exitcode=ADDR'],
    ['page ffffea0000c8a340 at 0x8', 'page ADDR at ADDR'],
    ['CPU#3 stuck, cpu 12 not', 'CPU#N stuck, cpu N not'],
    ['deadbeef is a word without a digit', 'deadbeef is a word without a digit'],
    ['ext4 and btrfs2 keep theirs', 'ext4 and btrfs2 keep theirs'],
  ] as const) {
    t.equal(stable(text), expected);
  }
  t.equal(stable('x'.repeat(1000)).length, 160);
});
