/**
 * Errors and warnings of filesystems, page cache, block layer and rxe that are no splats.
 * Order matters: the first pattern that matches names the line. What a kind means is the judge's business.
 */
export interface LogFormat {
  kind: string;
  pattern: RegExp;
}

export const logFormats: readonly LogFormat[] = [
  // fs/ext4/inode.c mpage_prepare_extent_to_map(): 6.1 :2671, 6.12 :2526. The page's data is dropped.
  { kind: 'ext4-no-buffers', pattern: /^EXT4-fs warning .*page \d+ does not have buffers attached/ },
  {
    kind: 'ext4-data-lost',
    pattern: /^EXT4-fs .*(?:Delayed block allocation failed for|This should not happen!! Data will be lost)/,
  },
  { kind: 'ext4-io-error', pattern: /^EXT4-fs warning .*I\/O error \d+ writing to inode \d+/ },
  { kind: 'ext4-error', pattern: /^EXT4-fs error \(device / },
  { kind: 'ext4-warning', pattern: /^EXT4-fs warning \(device / },
  { kind: 'read-only', pattern: /^EXT4-fs .*Remounting filesystem read-only|^BTRFS .*forced readonly/ },
  // fs/jbd2/journal.c, commit.c, transaction.c; fs/ext4/ext4_jbd2.c
  { kind: 'jbd2-abort', pattern: /^(?:JBD2: )?Aborting journal on device|Detected aborted journal/ },
  { kind: 'jbd2-io-error', pattern: /^JBD2: Detected IO errors while flushing file data/ },
  { kind: 'jbd2-dirty-metadata', pattern: /^JBD2: Spotted dirty metadata buffer/ },
  // "errors=remount-ro" in the line of a mount is no error
  { kind: 'ext4-critical', pattern: /^EXT4-fs \([^)]{1,40}\): .*(?:\b[Ee]rror\b|\b[Cc]orrupt|\b[Ff]ailed\b)/ },
  // fs/iomap/buffered-io.c iomap_finish_ioend(): the prefix is the bare device
  { kind: 'iomap-writeback-error', pattern: /^\S+: writeback error on inode \d+, offset -?\d+, sector \d+/ },
  // fs/xfs: xfs_aops.c, xfs_error.c, xfs_fsops.c, xfs_buf.c
  { kind: 'xfs-page-discard', pattern: /^XFS \([^)]{1,40}\): page discard on page/ },
  {
    kind: 'xfs-corruption',
    pattern: /^XFS \([^)]{1,40}\): (?:Metadata (?:corruption|CRC error) detected at|Corruption .*detected)/,
  },
  { kind: 'xfs-internal-error', pattern: /^XFS \([^)]{1,40}\): Internal error/ },
  {
    kind: 'xfs-shutdown',
    pattern: /^XFS \([^)]{1,40}\): .*(?:[Ss]hutting down filesystem|Filesystem has been shut down)/,
  },
  { kind: 'xfs-metadata-error', pattern: /^XFS \([^)]{1,40}\): .*(?:metadata I\/O error in|log I\/O error)/ },
  // fs/btrfs: btrfs_inode.h and inode.c, volumes.c, extent_io.c, disk-io.c, transaction.h, messages.c
  { kind: 'btrfs-csum', pattern: /^BTRFS .*: csum failed (?:root|ino)/ },
  { kind: 'btrfs-device-errors', pattern: /^BTRFS .*: bdev \S+ errs: wr \d+, rd \d+, flush \d+, corrupt \d+, gen \d+/ },
  // 6.12 only: extent_io.c :1549 and :1682
  { kind: 'btrfs-unnotified-dirty', pattern: /^BTRFS .*is marked dirty without notifying the fs/ },
  { kind: 'btrfs-submit-failed', pattern: /^BTRFS .*failed to submit blocks, root=/ },
  { kind: 'btrfs-metadata-csum', pattern: /^BTRFS .*checksum verify failed on logical/ },
  { kind: 'btrfs-abort', pattern: /^BTRFS.*(?:Transaction aborted \(error|Transaction \d+ aborted)/ },
  { kind: 'btrfs-error', pattern: /^BTRFS:? (?:error|critical)/ },
  { kind: 'btrfs-warning', pattern: /^BTRFS:? warning/ },
  // fs/buffer.c buffer_io_error(), fs/ext4/page-io.c buffer_io_error()
  {
    kind: 'lost-write',
    pattern: /^Buffer I\/O error on dev(?:ice)? \S+, logical block \d+, lost (?:async|sync) page write/,
  },
  { kind: 'buffer-error', pattern: /^Buffer I\/O error on dev(?:ice)? / },
  // mm/filemap.c dio_warn_stale_pagecache(): expected where O_DIRECT and mappings meet
  { kind: 'dio-invalidation', pattern: /Page cache invalidation failure on direct I\/O/ },
  // block/blk-mq.c blk_print_req_error(): 6.1 :799, 6.12 :866; rate-limited to 10 in 5 seconds
  { kind: 'protection-error', pattern: /^protection error, dev \S+, sector \d+ op / },
  {
    kind: 'block-error',
    pattern:
      /^(?:blk_update_request: )?(?:I\/O|critical [\w ]+|timeout|recoverable transport|operation not supported|device resource|device offline) error, dev \S+, sector \d+ op /,
  },
  // mm/page_alloc.c warn_alloc(): an answer, and no bug of the kernel's
  {
    kind: 'allocation-failure',
    pattern: /: page allocation failure: order:|: vmalloc(?: error)?: (?:allocation failure|size \d)/,
  },
  // drivers/infiniband/sw/rxe: 6.1 rxe_mr.c:129, 6.12 rxe_verbs.c:1303; the evidence of a refusal
  { kind: 'rxe-refused', pattern: /Unable to pin memory region err = -?\d+|rxe_reg_user_mr: returned err = -?\d+/ },
];

/** Seen on every healthy guest, or expected in what the workloads do (docs/kernel-facts.md). */
export const benign: readonly RegExp[] = [
  /^\S+ speed is unknown, defaulting to 1000/,
  /: drop_caches: \d/,
  /Unprotected (?:RD|WR) to DIF device/,
  /^BTRFS warning .*(?:experimental|excessive commit interval)/,
];

/** lib/ratelimit.c ___ratelimit(), mm/page_alloc.c bad_page(), btrfs and ext4's own. */
export const suppressionPattern =
  /^(?:.{1,80}?: )?(\d+) (?:callbacks|messages) suppressed|: (\d+) messages suppressed$/;
