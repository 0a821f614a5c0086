/**
 * How bad a failure is. It decides whether a candidate that fails where the base fails too has made things worse:
 * only a failure graver than all of the base's does.
 *
 * - `crash`: a task or the machine stopped: oops, panic, lockup, a guest that never came back. Nothing after it is known.
 * - `splat`: the kernel found a bug in itself and went on (WARN, lockdep). Maintainers take a new one for a regression,
 *   whatever else was wrong before; so it stands above what follows.
 * - `content`: data is lost, stale, or in a place it must not be. Nobody is told; the worst that a filesystem itself can do.
 * - `integrity`: data was caught to be wrong, by a checksum. Somebody is told, and nothing wrong was accepted.
 * - `stall`: a call waits while the disk is idle. Nobody lost data, but whoever waits gets nowhere.
 * - `error`: a call failed that must not. The program knows and can try again.
 * - `log`: the log complains, and no program noticed.
 */
export const gravities = ['log', 'error', 'stall', 'integrity', 'content', 'splat', 'crash'] as const;
export type Gravity = (typeof gravities)[number];

export interface FailureKind {
  gravity: Gravity;
  /**
   * Whether it is a fact about the kernel even if the workload did not do all of its work. A failed call may be the very
   * reason why there was no progress, and may be our own fault; a splat, a wrong byte or a lost guest is not.
   */
  real: boolean;
  /** For people: what stands behind the count, its plural in braces; undefined where `detail` says it all. */
  words?: string;
}

const crash: FailureKind = { gravity: 'crash', real: true };
const splat: FailureKind = { gravity: 'splat', real: true };
const log = (words: string, gravity: Gravity = 'log'): FailureKind => ({ gravity, real: false, words });
const tag = (words: string): FailureKind => ({ gravity: 'integrity', real: true, words });

/** Kinds of failures. `splat:KIND`, `ending:ENDING` and `log:KIND` carry a name of collect's tables. */
export const failureKinds: Readonly<Record<string, FailureKind>> = {
  'splat:oops': crash,
  'splat:bug': crash,
  'splat:panic': crash,
  'splat:kasan': crash,
  'splat:kfence': crash,
  'splat:kmsan': crash,
  'splat:list-corruption': crash,
  'splat:usercopy': crash,
  'splat:slab-corruption': crash,
  'splat:bad-page': crash,
  'splat:refcount': crash,
  'splat:soft-lockup': crash,
  'splat:hard-lockup': crash,
  'splat:hung-task': crash,
  'splat:reboot': crash,
  'splat:rcu-stall': crash,
  'splat:workqueue-lockup': crash,
  'splat:warning': splat,
  'splat:ubsan': splat,
  'splat:kcsan': splat,
  'splat:lockdep': splat,
  'splat:atomic-sleep': splat,
  'splat:debug-objects': splat,
  'splat:oom': splat,
  'splat:memory-leak': splat,
  'splat:irq': splat,
  'splat:torn': splat,
  'log:more-splats': { ...splat, words: 'further kernel bug report{s}' },

  /** The tree does not come to user space at all, in any cell. */
  boot: crash,
  'ending:panicked': crash,
  'ending:oopsed': crash,
  'ending:hung': crash,
  'ending:silent': crash,
  'ending:timed-out': crash,
  'ending:never-booted': crash,
  'ending:killed': crash,

  content: { gravity: 'content', real: true },
  'lost-error': { gravity: 'content', real: true },
  'pin-leak': { gravity: 'content', real: true, words: 'page pin{s} never released' },
  'guard-tag': tag('guard tag error{s}'),
  'reference-tag': tag('reference tag error{s}'),
  'application-tag': tag('application tag error{s}'),
  'dif-errors': tag('integrity error{s} counted by the device'),
  'btrfs-counter': { gravity: 'integrity', real: true },

  stall: { gravity: 'stall', real: true },
  'slow-when-pinned': { gravity: 'stall', real: true },

  'fsync-error': { gravity: 'error', real: false },
  'call-error': { gravity: 'error', real: false },
  check: { gravity: 'error', real: false },

  'log:ext4-no-buffers': log('dirty page{s} dropped by ext4', 'content'),
  'log:ext4-data-lost': log('data loss{es} logged by ext4', 'content'),
  'log:xfs-page-discard': log('dirty page{s} discarded by xfs', 'content'),
  'log:btrfs-unnotified-dirty': log('dirty page{s} refused by btrfs', 'content'),
  'log:allocation-failure': log('allocation failure{s}'),
  'log:ext4-error': log('ext4 error{s}', 'integrity'),
  'log:ext4-critical': log('ext4 failure{s}', 'integrity'),
  'log:xfs-corruption': log('corruption{s} found by xfs', 'integrity'),
  'log:xfs-internal-error': log('xfs internal error{s}', 'integrity'),
  'log:btrfs-csum': log('btrfs checksum error{s}', 'integrity'),
  'log:btrfs-metadata-csum': log('btrfs metadata checksum error{s}', 'integrity'),
  'log:btrfs-device-errors': log('report{s} of btrfs device errors', 'integrity'),
  'log:protection-error': log('request{s} failed with a protection error', 'integrity'),
  'log:ext4-io-error': log('ext4 I/O error{s}', 'error'),
  'log:read-only': log('remount{s} read-only', 'error'),
  'log:jbd2-abort': log('aborted journal{s}', 'error'),
  'log:jbd2-io-error': log('jbd2 I/O error{s}', 'error'),
  'log:jbd2-dirty-metadata': log('jbd2 report{s} of dirty metadata', 'error'),
  'log:iomap-writeback-error': log('writeback error{s}', 'error'),
  'log:xfs-shutdown': log('xfs shutdown{s}', 'error'),
  'log:xfs-metadata-error': log('xfs metadata I/O error{s}', 'error'),
  'log:btrfs-submit-failed': log('failed btrfs submission{s}', 'error'),
  'log:btrfs-abort': log('aborted btrfs transaction{s}', 'error'),
  'log:btrfs-error': log('btrfs error{s}', 'error'),
  'log:lost-write': log('lost page write{s}', 'error'),
  'log:buffer-error': log('buffer I/O error{s}', 'error'),
  'log:block-error': log('block I/O error{s}', 'error'),
  'log:ext4-warning': log('ext4 warning{s}'),
  'log:btrfs-warning': log('btrfs warning{s}'),
};

/** Log lines that are no failure: expected (docs/kernel-facts.md), or the kernel's side of a refused call. */
export const harmlessLogs: ReadonlySet<string> = new Set(['dio-invalidation', 'rxe-refused']);

/** What is known of a kind; a kind of a later version is judged by its family. */
export function failureKindOf(kind: string): FailureKind {
  const known = failureKinds[kind];
  if (known !== undefined) return known;
  if (kind.startsWith('splat:')) return splat;
  if (kind.startsWith('ending:')) return crash;
  return log(kind.replace(/^log:/, ''));
}

/** 0 (log) to 6 (crash). */
export function gravityOf(kind: string): number {
  return gravities.indexOf(failureKindOf(kind).gravity);
}

/** A failure in a few words: `42 guard tag errors`, `fdatasync EIO 7 of 40`, `WARNING in f (mm/gup.c:220, 3 times)`. */
export function describeFailure({
  kind,
  count,
  detail,
  line,
}: {
  kind: string;
  count: number;
  detail: string;
  line?: string | undefined;
}): string {
  const { words } = failureKindOf(kind);
  if (words !== undefined) {
    return `${count.toLocaleString('en')} ${words.replace(/\{(\w+)\}/, count === 1 ? '' : '$1')}`;
  }
  const repeated = count > 1 && (kind.startsWith('splat:') || kind === 'stall');
  const more = [...(line === undefined ? [] : [line]), ...(repeated ? [`${count} times`] : [])];
  return more.length === 0 ? detail : `${detail} (${more.join(', ')})`;
}
