import type { FailureKind } from './failureKind.ts';

/** Failures that are no kernel report, log line or ending of a guest: a detector finds them in a guest's report or its builds. */
export const findingKinds = {
  /** The tree does not come to user space at all, in any cell. */
  boot: { detector: 'lost-guest', gravity: 'crash', real: true },

  content: { detector: 'content', gravity: 'content', real: true },
  'lost-error': { detector: 'lost-errors', gravity: 'content', real: true },
  'pin-leak': { detector: 'pin-leaks', gravity: 'content', real: true, words: 'page pin{s} never released' },
  'btrfs-counter': { detector: 'btrfs-checksums', gravity: 'integrity', real: true },

  stall: { detector: 'stalls', gravity: 'stall', real: true },
  'slow-when-pinned': { detector: 'tails', gravity: 'stall', real: true },

  'fsync-error': { detector: 'failed-calls', gravity: 'error', real: false },
  'call-error': { detector: 'failed-calls', gravity: 'error', real: false },
  check: { detector: 'checks', gravity: 'error', real: false },
} satisfies Record<string, FailureKind>;
