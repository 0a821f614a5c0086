import { readFileSync } from 'node:fs';
import t from 'tap';
import { readConsole } from '../../harness/collect/console.ts';

const consoles = new URL('../fixtures/consoles/', import.meta.url);
const read = (name: string) => readConsole(readFileSync(new URL(`${name}.log`, consoles), 'utf8'), { from: 'start' });

interface Expected {
  kind: string;
  title: string;
  function?: string;
  lines: [number, number];
  truncated?: true;
}

/** One console an edge case; the name says the bug and the kernel whose formats it is written from. */
const cases: Record<string, Expected[]> = {
  'oops-null-6.1': [
    {
      kind: 'oops',
      title: 'BUG: NULL pointer dereference in folio_mark_dirty',
      function: 'folio_mark_dirty',
      lines: [2, 30],
    },
  ],
  'oops-page-fault-6.12': [
    {
      kind: 'oops',
      title: 'BUG: unable to handle page fault in rxe_mr_copy',
      function: 'rxe_mr_copy',
      lines: [1, 15],
    },
  ],
  'oops-gpf-6.1': [
    { kind: 'oops', title: 'general protection fault in bio_dirty_fn', function: 'bio_dirty_fn', lines: [1, 10] },
  ],
  'oops-gpf-6.12': [
    { kind: 'oops', title: 'general protection fault in bio_dirty_fn', function: 'bio_dirty_fn', lines: [1, 8] },
  ],
  'bug-6.1': [
    {
      kind: 'bug',
      title: 'kernel BUG in mpage_prepare_extent_to_map',
      function: 'mpage_prepare_extent_to_map',
      lines: [1, 11],
    },
  ],
  'list-corruption-6.12': [
    {
      kind: 'list-corruption',
      title: 'list_del corruption in xfs_buf_delwri_queue',
      function: 'xfs_buf_delwri_queue',
      lines: [1, 11],
    },
  ],
  'refcount-6.1': [
    {
      kind: 'refcount',
      title: 'refcount_t: underflow; use-after-free in rxe_elem_release',
      function: 'rxe_elem_release',
      lines: [1, 11],
    },
  ],
  'warning-message-6.12': [
    { kind: 'warning', title: 'WARNING in gup_put_folio', function: 'gup_put_folio', lines: [1, 11] },
  ],
  'warning-panic-on-warn': [
    { kind: 'warning', title: 'WARNING in ext4_dirty_folio', function: 'ext4_dirty_folio', lines: [1, 15] },
  ],
  'panic-no-root': [
    {
      kind: 'panic',
      title: 'kernel panic: VFS: Unable to mount root fs on unknown-block(N,N)',
      function: 'mount_block_root',
      lines: [2, 11],
    },
  ],
  'panic-after-old-warning': [
    {
      kind: 'warning',
      title: 'WARNING in ext4_dirty_folio',
      function: 'ext4_dirty_folio',
      lines: [1, 3],
      truncated: true,
    },
    { kind: 'panic', title: 'kernel panic: Attempted to kill init! exitcode=ADDR', lines: [124, 125], truncated: true },
  ],
  'kasan-6.12': [
    {
      kind: 'kasan',
      title: 'KASAN: slab-use-after-free Read in bio_dirty_fn',
      function: 'bio_dirty_fn',
      lines: [1, 29],
    },
  ],
  'kasan-memcpy-6.1': [
    { kind: 'kasan', title: 'KASAN: use-after-free Write in rxe_mr_copy', function: 'rxe_mr_copy', lines: [1, 14] },
  ],
  'kfence-6.1': [
    {
      kind: 'kfence',
      title: 'KFENCE: use-after-free read in jbd2_journal_commit_transaction',
      function: 'jbd2_journal_commit_transaction',
      lines: [1, 9],
    },
  ],
  'ubsan-6.1': [
    {
      kind: 'ubsan',
      title: 'UBSAN: array-index-out-of-bounds in ext4_ext_insert_index',
      function: 'ext4_ext_insert_index',
      lines: [1, 12],
    },
  ],
  'ubsan-6.12': [
    {
      kind: 'ubsan',
      title: 'UBSAN: shift-out-of-bounds in xfs_validate_sb_common',
      function: 'xfs_validate_sb_common',
      lines: [1, 11],
    },
  ],
  'lockdep-circular-6.1': [
    {
      kind: 'lockdep',
      title: 'possible deadlock in pin_user_pages_unlocked',
      function: 'pin_user_pages_unlocked',
      lines: [2, 40],
    },
  ],
  'lockdep-wait-context-6.12': [
    {
      kind: 'lockdep',
      title: 'invalid wait context in jbd2_journal_dirty_metadata',
      function: 'jbd2_journal_dirty_metadata',
      lines: [1, 17],
    },
  ],
  'lockdep-held': [
    {
      kind: 'lockdep',
      title: 'lock held when returning to user space in pin_user_pages',
      function: 'pin_user_pages',
      lines: [1, 7],
    },
  ],
  'sleeping-6.1': [
    {
      kind: 'atomic-sleep',
      title: 'sleeping function called from invalid context in hold_release_pins',
      function: 'hold_release_pins',
      lines: [1, 12],
    },
  ],
  'scheduling-6.12': [
    {
      kind: 'atomic-sleep',
      title: 'scheduling while atomic in folio_clear_dirty_for_io',
      function: 'folio_clear_dirty_for_io',
      lines: [1, 12],
    },
  ],
  'hung-task-6.1': [
    {
      kind: 'hung-task',
      title: 'task hung in folio_wait_writeback',
      function: 'folio_wait_writeback',
      lines: [1, 13],
    },
    {
      kind: 'hung-task',
      title: 'task hung in folio_clear_dirty_for_io',
      function: 'folio_clear_dirty_for_io',
      lines: [14, 25],
    },
  ],
  'soft-lockup-6.12': [
    { kind: 'soft-lockup', title: 'soft lockup in rxe_completer', function: 'rxe_completer', lines: [1, 13] },
  ],
  'hard-lockup-6.1': [
    { kind: 'hard-lockup', title: 'hard lockup in rxe_requester', function: 'rxe_requester', lines: [1, 8] },
  ],
  'rcu-stall-6.1': [
    { kind: 'rcu-stall', title: 'RCU stall in bounce_copy_back', function: 'bounce_copy_back', lines: [1, 10] },
  ],
  'workqueue-lockup-6.12': [{ kind: 'workqueue-lockup', title: 'workqueue lockup', lines: [1, 3] }],
  'bad-page-6.1': [
    {
      kind: 'bad-page',
      title: 'bad page state in unpin_user_page_range_dirty_lock',
      function: 'unpin_user_page_range_dirty_lock',
      lines: [1, 14],
    },
    { kind: 'bad-page', title: 'Bad rss-counter state', lines: [15, 15] },
  ],
  'oom-6.12': [{ kind: 'oom', title: 'out of memory', lines: [7, 7] }],
  'two-callers': [
    { kind: 'warning', title: 'WARNING in ext4_dirty_folio', function: 'ext4_dirty_folio', lines: [1, 16] },
    {
      kind: 'atomic-sleep',
      title: 'sleeping function called from invalid context in __get_user_pages',
      function: '__get_user_pages',
      lines: [3, 15],
    },
  ],
  'cut-in-oops': [
    {
      kind: 'oops',
      title: 'BUG: NULL pointer dereference in folio_mark_dirty',
      function: 'folio_mark_dirty',
      lines: [2, 13],
      truncated: true,
    },
  ],
  'cut-in-kasan': [
    {
      kind: 'kasan',
      title: 'KASAN: slab-use-after-free Read in bio_dirty_fn',
      function: 'bio_dirty_fn',
      lines: [1, 14],
    },
  ],
  transport: [
    {
      kind: 'warning',
      title: 'WARNING in ext4_dirty_folio',
      function: 'ext4_dirty_folio',
      lines: [3, 6],
      truncated: true,
    },
  ],
  'clean-6.1': [],
  'guard-6.1-ext4': [],
  filesystems: [],
};

for (const [name, expected] of Object.entries(cases)) {
  t.test(name, async (t) => {
    const splats = read(name).observations.flatMap((each) => {
      if (each.type !== 'splat') return [];
      const { kind, title, function: guilty, firstLine, lastLine, truncated } = each;
      return [
        {
          kind,
          title,
          ...(guilty === undefined ? {} : { function: guilty }),
          lines: [firstLine, lastLine],
          ...(truncated ? { truncated } : {}),
        },
      ];
    });
    t.strictSame(splats, expected);
  });
}

t.test('a report of one caller holds no lines of another', async (t) => {
  const [warning] = read('two-callers').observations;
  t.notMatch(warning?.type === 'splat' ? warning.text : '', /__get_user_pages/);
});

t.test('a panic is seen, be it a report or the consequence of one', async (t) => {
  t.equal(read('panic-no-root').panicked, true);
  t.equal(read('oops-page-fault-6.12').panicked, true);
  t.equal(read('warning-panic-on-warn').panicked, true);
  t.equal(read('oops-null-6.1').panicked, false);
});
