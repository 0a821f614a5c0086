import t from 'tap';
import { placesIn } from '../../../harness/symbols/places.ts';

t.test('places are read with their module, each once, in the order of the text', async (t) => {
  t.strictSame(
    placesIn(
      [
        ' <TASK>',
        ' __schedule+0x1df/0x560',
        ' ? xfs_file_read_iter.part.0+0x12/0x34 [xfs 0123456789abcdef0123456789abcdef01234567]',
        ' [<ffffffff81000000>] __schedule+0x1df/0x560',
        'Modules linked in: xfs(O) [last unloaded: x]',
      ].join('\n'),
    ),
    [
      { at: '__schedule+0x1df/0x560', name: '__schedule', offset: 0x1df, size: 0x560, exact: false },
      {
        at: 'xfs_file_read_iter.part.0+0x12/0x34 [xfs]',
        name: 'xfs_file_read_iter.part.0',
        offset: 0x12,
        size: 0x34,
        module: 'xfs',
        exact: false,
      },
    ],
  );
});

t.test(
  'an instruction pointer is the instruction itself, wherever the place stands; all else are return addresses',
  async (t) => {
    const exact = (text: string) => placesIn(text).map((each) => each.exact);
    for (const line of [
      'RIP: 0010:f+0x1/0x9',
      'EIP: f+0x1/0x9',
      'pc : f+0x1/0x9',
      'epc : f+0x1/0x9',
      'WARNING: CPU: 0 PID: 1 at mm/gup.c:12 f+0x1/0x9',
      'BUG: KFENCE: use-after-free read in f+0x1/0x9',
    ])
      t.same(exact(line), [true], line);
    for (const line of [
      ' f+0x1/0x9',
      ' ? f+0x1/0x9',
      'lr : f+0x1/0x9',
      'BUG: KASAN: use-after-free in f+0x1/0x9',
      'BUG: KFENCE: memory corruption in f+0x1/0x9',
    ])
      t.same(exact(line), [false], line);
    t.same(exact(' f+0x1/0x9\nRIP: 0010:f+0x1/0x9'), [true], 'named as both');
    t.same(exact(' f+0x0/0x9'), [true], 'no call stands before the start of a function');
  },
);

t.test('damage and malice are no places', async (t) => {
  t.same(placesIn('f+0x12345678901234567890/0x1 f+0x1/0x123456789 +0x1/0x2 f+0x/0x1 f+1/2'), []);
});
