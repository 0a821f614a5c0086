import type { FailureKind } from '../failureKind.ts';
import type { Gravity } from '../gravity.ts';
import type { LineFormat } from './format.ts';

const log = (words: string, gravity: Gravity = 'log'): FailureKind => ({
  detector: 'log-errors',
  gravity,
  real: false,
  words,
});

/** What lines of the log mean, in the order in which `pinproof list detectors` prints them. As a failure: `log:<kind>`. */
export const logKinds = {
  // Reports beyond those that are kept one by one (console/reader.ts), counted like lines
  'more-splats': { detector: 'warnings', gravity: 'splat', real: true, words: 'further kernel bug report{s}' },
  'ext4-no-buffers': log('dirty page{s} dropped by ext4', 'content'),
  'ext4-data-lost': log('data loss{es} logged by ext4', 'content'),
  'xfs-page-discard': log('dirty page{s} discarded by xfs', 'content'),
  'btrfs-unnotified-dirty': log('dirty page{s} refused by btrfs', 'content'),
  'allocation-failure': log('allocation failure{s}'),
  'ext4-error': log('ext4 error{s}', 'integrity'),
  'ext4-critical': log('ext4 failure{s}', 'integrity'),
  'xfs-corruption': log('corruption{s} found by xfs', 'integrity'),
  'xfs-internal-error': log('xfs internal error{s}', 'integrity'),
  'btrfs-csum': log('btrfs checksum error{s}', 'integrity'),
  'btrfs-metadata-csum': log('btrfs metadata checksum error{s}', 'integrity'),
  'btrfs-device-errors': log('report{s} of btrfs device errors', 'integrity'),
  'protection-error': log('request{s} failed with a protection error', 'integrity'),
  'ext4-io-error': log('ext4 I/O error{s}', 'error'),
  'read-only': log('remount{s} read-only', 'error'),
  'jbd2-abort': log('aborted journal{s}', 'error'),
  'jbd2-io-error': log('jbd2 I/O error{s}', 'error'),
  'jbd2-dirty-metadata': log('jbd2 report{s} of dirty metadata', 'error'),
  'iomap-writeback-error': log('writeback error{s}', 'error'),
  'xfs-shutdown': log('xfs shutdown{s}', 'error'),
  'xfs-metadata-error': log('xfs metadata I/O error{s}', 'error'),
  'btrfs-submit-failed': log('failed btrfs submission{s}', 'error'),
  'btrfs-abort': log('aborted btrfs transaction{s}', 'error'),
  'btrfs-error': log('btrfs error{s}', 'error'),
  'lost-write': log('lost page write{s}', 'error'),
  'buffer-error': log('buffer I/O error{s}', 'error'),
  'block-error': log('block I/O error{s}', 'error'),
  'ext4-warning': log('ext4 warning{s}'),
  'btrfs-warning': log('btrfs warning{s}'),
} satisfies Record<string, FailureKind>;

/** Lines that are no failure: expected where O_DIRECT and mappings meet, or the kernel's side of a refused call. */
const harmless = ['dio-invalidation', 'rxe-refused'] as const;
export const harmlessLogs: ReadonlySet<string> = new Set(harmless);

/** An error or a warning of filesystems, page cache, block layer or rxe. */
export interface LogFormat extends LineFormat {
  kind: keyof typeof logKinds | (typeof harmless)[number];
}

/** Order matters: the first pattern that matches names the line. Each needs a line in test/fixtures/consoles. */
export const logFormats: readonly LogFormat[] = [
  // fs/ext4/inode.c mpage_prepare_extent_to_map(): 6.1 :2671, 6.12 :2526. The page's data is dropped.
  {
    kind: 'ext4-no-buffers',
    cues: ['EXT4-fs '],
    pattern: /^EXT4-fs warning .*page \d+ does not have buffers attached/,
  },
  {
    kind: 'ext4-data-lost',
    cues: ['EXT4-fs '],
    pattern: /^EXT4-fs .*(?:Delayed block allocation failed for|This should not happen!! Data will be lost)/,
  },
  { kind: 'ext4-io-error', cues: ['EXT4-fs '], pattern: /^EXT4-fs warning .*I\/O error \d+ writing to inode \d+/ },
  { kind: 'ext4-error', cues: ['EXT4-fs '], pattern: /^EXT4-fs error \(device / },
  { kind: 'ext4-warning', cues: ['EXT4-fs '], pattern: /^EXT4-fs warning \(device / },
  {
    kind: 'read-only',
    cues: ['EXT4-fs ', 'BTRFS'],
    pattern: /^EXT4-fs .*Remounting filesystem read-only|^BTRFS .*forced readonly/,
  },
  // fs/jbd2/journal.c, commit.c, transaction.c; fs/ext4/ext4_jbd2.c
  {
    kind: 'jbd2-abort',
    cues: ['Aborting journal', 'aborted journal'],
    pattern: /^(?:JBD2: )?Aborting journal on device|Detected aborted journal/,
  },
  { kind: 'jbd2-io-error', cues: ['JBD2: '], pattern: /^JBD2: Detected IO errors while flushing file data/ },
  { kind: 'jbd2-dirty-metadata', cues: ['JBD2: '], pattern: /^JBD2: Spotted dirty metadata buffer/ },
  // "errors=remount-ro" in the line of a mount is no error
  {
    kind: 'ext4-critical',
    cues: ['EXT4-fs '],
    pattern: /^EXT4-fs \([^)]{1,40}\): .*(?:\b[Ee]rror\b|\b[Cc]orrupt|\b[Ff]ailed\b)/,
  },
  // fs/iomap/buffered-io.c iomap_finish_ioend(): the prefix is the bare device
  {
    kind: 'iomap-writeback-error',
    cues: [': writeback error on inode'],
    pattern: /^\S+: writeback error on inode \d+, offset -?\d+, sector \d+/,
  },
  // fs/xfs: xfs_aops.c, xfs_error.c, xfs_fsops.c, xfs_buf.c
  { kind: 'xfs-page-discard', cues: ['XFS ('], pattern: /^XFS \([^)]{1,40}\): page discard on page/ },
  {
    kind: 'xfs-corruption',
    cues: ['XFS ('],
    pattern: /^XFS \([^)]{1,40}\): (?:Metadata (?:corruption|CRC error) detected at|Corruption .*detected)/,
  },
  { kind: 'xfs-internal-error', cues: ['XFS ('], pattern: /^XFS \([^)]{1,40}\): Internal error/ },
  {
    kind: 'xfs-shutdown',
    cues: ['XFS ('],
    pattern: /^XFS \([^)]{1,40}\): .*(?:[Ss]hutting down filesystem|Filesystem has been shut down)/,
  },
  {
    kind: 'xfs-metadata-error',
    cues: ['XFS ('],
    pattern: /^XFS \([^)]{1,40}\): .*(?:metadata I\/O error in|log I\/O error)/,
  },
  // fs/btrfs: btrfs_inode.h and inode.c, volumes.c, extent_io.c, disk-io.c, transaction.h, messages.c
  { kind: 'btrfs-csum', cues: ['BTRFS'], pattern: /^BTRFS .*: csum failed (?:root|ino)/ },
  {
    kind: 'btrfs-device-errors',
    cues: ['BTRFS'],
    pattern: /^BTRFS .*: bdev \S+ errs: wr \d+, rd \d+, flush \d+, corrupt \d+, gen \d+/,
  },
  // 6.12 only: extent_io.c :1549 and :1682
  { kind: 'btrfs-unnotified-dirty', cues: ['BTRFS'], pattern: /^BTRFS .*is marked dirty without notifying the fs/ },
  { kind: 'btrfs-submit-failed', cues: ['BTRFS'], pattern: /^BTRFS .*failed to submit blocks, root=/ },
  { kind: 'btrfs-metadata-csum', cues: ['BTRFS'], pattern: /^BTRFS .*checksum verify failed on logical/ },
  { kind: 'btrfs-abort', cues: ['BTRFS'], pattern: /^BTRFS.*(?:Transaction aborted \(error|Transaction \d+ aborted)/ },
  { kind: 'btrfs-error', cues: ['BTRFS'], pattern: /^BTRFS:? (?:error|critical)/ },
  { kind: 'btrfs-warning', cues: ['BTRFS'], pattern: /^BTRFS:? warning/ },
  // fs/buffer.c buffer_io_error(), fs/ext4/page-io.c buffer_io_error()
  {
    kind: 'lost-write',
    cues: ['Buffer I/O error'],
    pattern: /^Buffer I\/O error on dev(?:ice)? \S+, logical block \d+, lost (?:async|sync) page write/,
  },
  { kind: 'buffer-error', cues: ['Buffer I/O error'], pattern: /^Buffer I\/O error on dev(?:ice)? / },
  // mm/filemap.c dio_warn_stale_pagecache(): expected where O_DIRECT and mappings meet
  {
    kind: 'dio-invalidation',
    cues: ['Page cache invalidation failure'],
    pattern: /Page cache invalidation failure on direct I\/O/,
  },
  // block/blk-mq.c blk_print_req_error(): 6.1 :799, 6.12 :866; rate-limited to 10 in 5 seconds
  { kind: 'protection-error', cues: ['protection error, dev '], pattern: /^protection error, dev \S+, sector \d+ op / },
  {
    kind: 'block-error',
    cues: [' error, dev '],
    pattern:
      /^(?:blk_update_request: )?(?:I\/O|critical [\w ]+|timeout|recoverable transport|operation not supported|device resource|device offline) error, dev \S+, sector \d+ op /,
  },
  // mm/page_alloc.c warn_alloc(): an answer, and no bug of the kernel's
  {
    kind: 'allocation-failure',
    cues: ['page allocation failure', 'vmalloc'],
    pattern: /: page allocation failure: order:|: vmalloc(?: error)?: (?:allocation failure|size \d)/,
  },
  // drivers/infiniband/sw/rxe: 6.1 rxe_mr.c:129, 6.12 rxe_verbs.c:1303; the evidence of a refusal
  {
    kind: 'rxe-refused',
    cues: ['Unable to pin memory', 'rxe_reg_user_mr: returned'],
    pattern: /Unable to pin memory region err = -?\d+|rxe_reg_user_mr: returned err = -?\d+/,
  },
];
