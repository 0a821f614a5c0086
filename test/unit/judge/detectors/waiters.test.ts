import t from 'tap';
import { waiterOf } from '../../../../harness/judge/detectors/waiters.ts';

const cases: [string, string | undefined, string[]][] = [
  ['no stack', undefined, []],
  ['what is no frame', undefined, ['', '0xffffffff81234567']],
  [
    'a page under writeback',
    'folio_wait_writeback',
    [
      '[<0>] folio_wait_bit_common+0x130/0x340',
      '[<0>] folio_wait_writeback+0x2c/0x80',
      '[<0>] file_write_and_wait_range',
    ],
  ],
  [
    'a flusher that does not come back',
    'wb_wait_for_completion',
    ['[<0>] wb_wait_for_completion+0x6d/0x90', '[<0>] sync_inodes_sb+0xc4/0x290'],
  ],
  [
    'a pin that is waited for',
    'folio_clear_dirty_for_io',
    ['schedule_timeout+0x7c/0xf0', 'schedule_timeout_uninterruptible+0x1d/0x20', 'folio_clear_dirty_for_io+0x9a/0x1f0'],
  ],
  [
    'a buffer',
    '__wait_on_buffer',
    [
      '__schedule',
      'schedule',
      'io_schedule',
      'bit_wait_io',
      '__wait_on_bit',
      'out_of_line_wait_on_bit',
      '__wait_on_buffer',
    ],
  ],
  [
    'an inode’s lock',
    'ext4_setattr',
    [
      '[<0>] rwsem_down_write_slowpath+0x255/0x4d0',
      '[<0>] down_write+0x5b/0x60',
      '[<0>] ext4_setattr+0x1a0/0x9e0 [ext4]',
    ],
  ],
  ['a suffix of the compiler', 'xfs_wait', ['schedule+0x5a/0xd0', 'xfs_wait.isra.0+0x1/0x2']],
  ['nothing but sleep', 'io_schedule', ['[<0>] io_schedule+0x46/0x70', '[<0>] bit_wait_io+0xd/0x60']],
];

for (const [name, expected, stack] of cases) t.test(name, async (t) => t.equal(waiterOf(stack), expected));
