import t from 'tap';
import { withSources } from '../../../harness/symbols/annotate.ts';
import { guiltyLine } from '../../../harness/symbols/guilty.ts';

const locations = [
  { at: 'vfs_ioctl.isra.0+0x1/0x9', frames: [{ function: 'vfs_ioctl', file: 'fs/ioctl.c', line: 51 }] },
  {
    at: 'xfs_read+0x2/0x8 [xfs]',
    frames: [
      { function: 'folio_get', file: 'include/linux/mm.h', line: 7 },
      { function: 'helper', file: 'fs/xfs/xfs_file.c', line: 12 },
      { function: 'xfs_read', file: 'fs/xfs/xfs_file.c', line: 30 },
    ],
  },
];

t.test('lines stand behind the place, inlined callers below it; all else is as it was', async (t) => {
  const text = [
    'RIP: 0010:vfs_ioctl.isra.0+0x1/0x9',
    ' <TASK>',
    ' ? xfs_read+0x2/0x8 [xfs 0123456789abcdef]',
    ' unknown+0x1/0x2',
    ' xfs_read+0x2/0x8',
  ].join('\n');
  t.equal(
    withSources(text, locations),
    [
      'RIP: 0010:vfs_ioctl.isra.0+0x1/0x9 (fs/ioctl.c:51)',
      ' <TASK>',
      ' ? folio_get (include/linux/mm.h:7)',
      '   (inlined by) helper (fs/xfs/xfs_file.c:12)',
      '   (inlined by) xfs_read+0x2/0x8 [xfs 0123456789abcdef] (fs/xfs/xfs_file.c:30)',
      ' unknown+0x1/0x2',
      ' xfs_read+0x2/0x8',
    ].join('\n'),
  );
  t.equal(withSources(text, undefined), text);
});

t.test('the guilty line is that of the guilty function, and of no header if that can be', async (t) => {
  t.equal(guiltyLine({ function: 'xfs_read', locations }), 'fs/xfs/xfs_file.c:12');
  t.equal(guiltyLine({ function: 'vfs_ioctl', locations }), 'fs/ioctl.c:51', 'compiler suffixes are no part of a name');
  t.equal(guiltyLine({ function: 'vfs', locations }), undefined);
  t.equal(guiltyLine({ function: 'xfs_read' }), undefined);
  t.equal(guiltyLine({ locations }), undefined);
});
