import t from 'tap';
import { inTree, readFrames } from '../../../harness/symbols/addr2line.ts';

t.test('an address has pairs of lines, innermost first; what is not known is left out', async (t) => {
  t.strictSame(
    readFrames(
      [
        '0xffffffff81000100',
        'bio_release_pages',
        '/cache/linux/build/../include/linux/bio.h:492 (discriminator 1)',
        '__blkdev_direct_IO_simple',
        '/cache/linux/build/../block/fops.c:99',
        '0xffffffff81000200',
        '??',
        '??:0',
        '0xffffffff81000300',
        'entry',
        'head_64.S:?',
        '0xffffffff81000400',
        'inlined',
        '??:0',
        'known',
        'mm/gup.c:12',
      ].join('\n'),
    ),
    [
      [
        { function: 'bio_release_pages', file: '/cache/linux/include/linux/bio.h', line: 492 },
        { function: '__blkdev_direct_IO_simple', file: '/cache/linux/block/fops.c', line: 99 },
      ],
      [],
      [],
      [{ function: 'known', file: 'mm/gup.c', line: 12 }],
    ],
  );
  t.same(readFrames(''), []);
});

t.test('files are named as the tree names them; others keep their paths', async (t) => {
  const frame = (file: string) => ({ function: 'f', file, line: 1 });
  t.same(inTree([frame('/cache/linux/mm/gup.c'), frame('/out/of/tree.c')], '/cache/linux/'), [
    frame('mm/gup.c'),
    frame('/out/of/tree.c'),
  ]);
  t.same(inTree([frame('mm/gup.c')], ''), [frame('mm/gup.c')]);
});
