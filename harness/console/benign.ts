import type { LineFormat } from '../kinds/lines/format.ts';

/** Seen on every healthy guest, or expected in what the workloads do. */
export const benign: readonly RegExp[] = [
  /^\S+ speed is unknown, defaulting to 1000/,
  /: drop_caches: \d/,
  /Unprotected (?:RD|WR) to DIF device/,
  /^BTRFS warning .*(?:experimental|excessive commit interval)/,
];

/** What stands where printk left lines out: lib/ratelimit.c ___ratelimit(), mm/page_alloc.c bad_page(), btrfs and ext4's own. */
export const suppression = {
  cues: [' suppressed'],
  pattern: /^(?:.{1,80}?: )?(\d+) (?:callbacks|messages) suppressed|: (\d+) messages suppressed$/,
} satisfies LineFormat;
