/**
 * Titles of kernel reports about functions that no kernel has. A pattern that matches one of them would take bugs for
 * known that nobody has seen yet. They have the shapes of collect's titles (splatFormats; a test compares the two).
 */

/** What reports are about, where a title goes on with ` in FUNCTION`. */
const kinds = [
  'WARNING',
  'kernel BUG',
  'BUG: NULL pointer dereference',
  'BUG: unable to handle page fault',
  'BUG: unable to handle paging request',
  'BUG: using smp_processor_id() in preemptible',
  'general protection fault',
  'invalid opcode',
  'Oops',
  'double fault',
  'stack guard page was hit',
  ...[
    'use-after-free',
    'slab-use-after-free',
    'slab-out-of-bounds',
    'out-of-bounds',
    'null-ptr-deref',
    'double-free',
  ].flatMap((bug) => ['Read', 'Write', 'Free'].map((access) => `KASAN: ${bug} ${access}`)),
  'KFENCE: use-after-free read',
  'KFENCE: out-of-bounds write',
  'KCSAN: data-race',
  'UBSAN: array-index-out-of-bounds',
  'UBSAN: shift-out-of-bounds',
  'list_add corruption',
  'list_del corruption',
  'refcount_t: underflow; use-after-free',
  'refcount_t: addition on N; use-after-free',
  'usercopy: exposure',
  'usercopy: overwrite',
  'ODEBUG: free active',
  'possible deadlock',
  'possible recursive locking',
  'inconsistent lock state',
  'possible irq lock inversion',
  'irq-unsafe lock order',
  'bad unlock balance',
  'bad contention',
  'held lock freed',
  'nested lock was not taken',
  'suspicious RCU usage',
  'lock chain key collision',
  'invalid wait context',
  'sleeping function called from invalid context',
  'scheduling while atomic',
  'RCU stall',
  'soft lockup',
  'hard lockup',
  'task hung',
  'bad page',
  'VM_BUG_ON',
  'VM_WARN_ON',
  'slab corruption: Poison overwritten',
  'slab corruption: Redzone overwritten',
  'page allocation failure',
];

const areas = ['', '__', 'ext4_', 'xfs_', 'btrfs_', 'iomap_', 'jbd2_', 'folio_', 'mm_', 'bio_', 'blk_', 'ib_', 'rxe_'];
const functions = areas.map((area) => `${area}no_such_function`);

/** A report whose function is not known has its kind alone; a panic has words of its own. */
export const probes: readonly string[] = [
  ...kinds.flatMap((kind) => [kind, ...functions.map((name) => `${kind} in ${name}`)]),
  'kernel panic: no such panic',
];
