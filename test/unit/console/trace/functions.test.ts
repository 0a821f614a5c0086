import t from 'tap';
import {
  canonicalName,
  isDispatcher,
  isEntry,
  isHelper,
  isRoot,
  isUnwinder,
  shownName,
  waitOf,
} from '../../../../harness/console/trace/functions.ts';

const words = (text: string): string[] => text.trim().split(/\s+/);

/** What bugs of memory management, filesystems, block layer and RDMA are named after. */
const places: Record<string, string> = {
  'mm/gup.c': `get_user_pages get_user_pages_fast get_user_pages_unlocked get_user_pages_remote __get_user_pages
    __get_longterm_locked __gup_longterm_locked pin_user_pages pin_user_pages_fast pin_user_pages_remote unpin_user_page unpin_user_pages
    unpin_user_pages_dirty_lock unpin_user_page_range_dirty_lock gup_put_folio try_grab_folio follow_page_mask
    internal_get_user_pages_fast gup_fast_fallback faultin_page check_and_migrate_movable_pages fixup_user_fault`,
  'mm/filemap.c': `filemap_read filemap_fault filemap_write_and_wait_range __filemap_fdatawait_range filemap_get_pages filemap_get_folios
    filemap_add_folio filemap_remove_folio filemap_map_pages generic_perform_write find_get_entry find_get_entries find_lock_entries
    invalidate_inode_pages2_range folio_wait_writeback folio_wait_stable folio_end_writeback dio_warn_stale_pagecache`,
  'mm/page-writeback.c': `write_cache_pages writeback_iter do_writepages folio_mark_dirty __folio_mark_dirty set_page_dirty
    set_page_dirty_lock folio_clear_dirty_for_io clear_page_dirty_for_io folio_account_dirtied balance_dirty_pages
    wait_on_page_writeback wait_for_stable_page __folio_start_writeback folio_redirty_for_writepage`,
  'mm/rmap.c, mm/migrate.c': `page_mkclean folio_mkclean page_mkclean_one try_to_unmap try_to_unmap_one folio_remove_rmap_ptes
    page_move_anon_rmap migrate_pages migrate_folio migrate_pages_batch remove_migration_pte`,
  'mm/memory.c, mm/truncate.c': `do_wp_page do_anonymous_page do_swap_page wp_page_copy zap_pte_range unmap_page_range copy_page_range copy_pte_range
    handle_mm_fault fault_dirty_shared_page finish_fault truncate_inode_pages truncate_inode_pages_range truncate_inode_folio
    truncate_pagecache_range unmap_mapping_range unmap_mapping_folio folio_alloc_swap folio_free_swap folio_putback_lru
    shmem_fault shmem_get_folio_gfp shrink_folio_list split_huge_page_to_list khugepaged collapse_file`,
  'lib/iov_iter.c': `iov_iter_get_pages2 iov_iter_get_pages_alloc2 iov_iter_extract_pages iov_iter_advance iov_iter_revert
    fault_in_iov_iter_readable`,
  'block/': `bio_add_page bio_iov_iter_get_pages bio_set_pages_dirty bio_check_pages_dirty bio_dirty_fn bio_copy_data bio_endio
    bio_release_pages __bio_release_pages submit_bio_noacct blk_mq_submit_bio blk_mq_dispatch_rq_list blk_mq_freeze_queue_wait
    blk_update_request bio_integrity_prep bio_integrity_verify_fn blk_integrity_generate t10_pi_type1_verify_crc t10_pi_verify
    device_add_disk bdev_open blkdev_direct_IO`,
  'drivers/scsi/': `scsi_queue_rq scsi_io_completion sd_setup_read_write_cmnd scsi_debug_queuecommand schedule_resp resp_write_dt0
    prot_verify_write dif_copy_prot`,
  'fs/ext4/, fs/jbd2/': `ext4_writepages ext4_dirty_folio ext4_page_mkwrite ext4_bio_write_folio mpage_prepare_extent_to_map
    ext4_da_write_end ext4_block_write_begin ext4_map_blocks ext4_dio_write_iter ext4_journalled_writepage_callback
    set_flexbg_block_bitmap jbd2_journal_commit_transaction jbd2_journal_dirty_metadata jbd2_log_wait_commit start_this_handle`,
  'fs/xfs/, fs/iomap/': `xfs_vm_writepages xfs_map_blocks xfs_file_dio_read xfs_ilock xfs_buf_lock xfs_buf_item_format xlog_cil_commit
    iomap_dio_bio_iter iomap_dio_complete __iomap_dio_rw iomap_dirty_folio iomap_finish_ioend iomap_page_mkwrite iomap_writepages
    iomap_readahead iomap_release_folio`,
  'fs/btrfs/': `btrfs_page_mkwrite btrfs_writepages extent_writepages btrfs_dirty_folio btrfs_writepage_fixup_worker btrfs_csum_one_bio
    set_extent_bit clear_extent_bit __clear_extent_bit test_range_bit find_lock_delalloc_range wait_on_extent_buffer_writeback
    clear_folio_extent_mapped memcpy_extent_buffer memcmp_extent_buffer copy_inline_to_page copy_inode_items_to_log
    copy_to_sk btrfs_copy_from_user run_delalloc_nocow lock_extent`,
  'drivers/infiniband/': `ib_umem_get ib_umem_release __ib_umem_release ib_dereg_mr_user ib_reg_user_mr ib_uverbs_reg_mr uverbs_destroy_uobject
    rdma_user_mmap_io rxe_reg_user_mr rxe_mr_init_user rxe_mr_alloc rxe_mr_copy rxe_mr_cleanup rxe_dereg_mr rxe_completer
    rxe_requester rxe_responder rxe_do_task rxe_rcv rxe_elem_release rxe_pool_get_index copy_data atomic_reply atomic_write_reply`,
  'fs/': `block_dirty_folio block_write_full_folio __block_write_begin try_to_free_buffers drop_buffers block_page_mkwrite
    mark_buffer_dirty sync_dirty_buffer dio_bio_submit __blockdev_direct_IO __writeback_single_inode writeback_sb_inodes
    generic_shutdown_super shrink_dcache_for_umount splice_folio_into_pipe io_read io_write`,
};

for (const [where, names] of Object.entries(places)) {
  t.test(`no helpers: ${where}`, async (t) => {
    t.strictSame(
      words(names).filter((name) => isHelper(name) || isDispatcher(name)),
      [],
    );
  });
}

t.test('who calls through a table is no helper', async (t) => {
  const names = words(
    'do_page_mkwrite mmap_region do_mmap remove_vma do_dentry_open vfs_fsync_range splice_direct_to_actor',
  );
  t.strictSame(names.filter(isHelper), []);
  t.strictSame(
    names.filter((name) => !isDispatcher(name)),
    [],
  );
});

/** What is called on behalf of others, by what it does. */
const helpers: Record<string, string> = {
  reporting: `dump_stack_lvl show_stack panic __warn report_bug oops_end page_fault_oops exc_page_fault asm_exc_page_fault print_report
    kasan_report __might_resched __schedule_bug bad_page dump_page print_bad_pte do_mem_abort do_page_fault do_translation_fault
    el1_abort rcu_sched_clock_irq watchdog_timer_fn nmi_cpu_backtrace _printk __stack_chk_fail usercopy_abort
    check_bytes_and_report check_object free_debug_processing alloc_debug_processing free_consistency_checks`,
  checking: `kasan_check_range __asan_load8 kfence_report_error kcsan_found_watchpoint __ubsan_handle_out_of_bounds refcount_warn_saturate
    __list_del_entry_valid_or_report debug_object_init debug_print_object stack_depot_save`,
  waiting: `schedule __schedule schedule_timeout schedule_preempt_disabled schedule_hrtimeout_range io_schedule folio_wait_bit_common
    wait_for_completion __wait_on_bit bit_wait_io msleep flush_work __flush_work cancel_work_sync`,
  locking: `__mutex_lock mutex_lock_nested down_write rwsem_down_write_slowpath _raw_spin_lock_irqsave native_queued_spin_lock_slowpath
    lock_acquire __lock_acquire lock_release register_lock_class up_write find_held_lock percpu_down_read`,
  allocating: `__kmalloc kmalloc_trace kfree kmem_cache_alloc kmem_cache_free __kmem_cache_free ___slab_alloc kvmalloc_node
    __kvmalloc_node_noprof __alloc_pages_noprof get_page_from_freelist free_unref_page_prepare __folio_put vzalloc vfree mempool_alloc`,
  copying: `memcpy memcpy_erms memset memmove memcmp strlen strncpy _copy_to_iter copy_page_to_iter _copy_from_user copy_user_generic
    copy_page copy_user_highpage clear_page_erms clear_user_highpage set_bit test_and_set_bit _find_next_bit udelay __const_udelay
    delay_tsc`,
  entering: `entry_SYSCALL_64_after_hwframe do_syscall_64 x64_sys_call el0_svc invoke_syscall ret_from_fork kthread worker_thread
    asm_sysvec_apic_timer_interrupt sysvec_apic_timer_interrupt irqentry_exit __do_softirq`,
};

for (const [what, names] of Object.entries(helpers)) {
  t.test(`helpers: ${what}`, async (t) => {
    t.strictSame(
      words(names).filter((name) => !isHelper(name)),
      [],
    );
  });
}

t.test('who walks a stack, enters the kernel, ends a stack, or calls what a table holds', async (t) => {
  for (const name of ['unwind_next_frame', 'rxe_mr_copy'])
    t.equal(isUnwinder(name), name === 'unwind_next_frame', name);
  for (const name of ['do_syscall_64', 'asm_exc_page_fault', 'kthread', 'rxe_mr_copy'])
    t.equal(isEntry(name), name !== 'rxe_mr_copy', name);
  for (const name of words(
    'entry_SYSCALL_64_after_hwframe ret_from_fork ret_from_fork_asm kthread secondary_startup_64',
  ))
    t.ok(isRoot(name), name);
  for (const name of words('ext4_writepages worker_thread do_writepages')) t.notOk(isRoot(name), name);
  for (const name of words(
    'vfs_write vfs_read do_dentry_open do_page_mkwrite process_one_work netif_receive_skb __x64_sys_ioctl',
  ))
    t.ok(isDispatcher(name), name);
});

t.test('a system call goes by its own name, whatever wraps it', async (t) => {
  for (const [name, shown, canonical] of [
    ['__x64_sys_pread64', 'sys_pread64', 'pread64'],
    ['__arm64_sys_pread64', 'sys_pread64', 'pread64'],
    ['__riscv_sys_pread64', 'sys_pread64', 'pread64'],
    ['__ia32_compat_sys_pread64', 'sys_pread64', 'pread64'],
    ['SyS_pread64', 'pread64', 'pread64'],
    ['ksys_pread64', 'pread64', 'pread64'],
    ['__folio_mark_dirty', '__folio_mark_dirty', 'folio_mark_dirty'],
    ['rxe_mr_copy', 'rxe_mr_copy', 'rxe_mr_copy'],
  ] as const) {
    t.strictSame([shownName(name), canonicalName(name)], [shown, canonical], name);
  }
});

t.test('variants of a wait have one name', async (t) => {
  t.equal(waitOf('smp_call_function_many_cond'), 'smp_call_function');
  t.equal(waitOf('synchronize_rcu_expedited'), 'synchronize_rcu');
  t.equal(waitOf('synchronize_srcu'), 'synchronize_rcu');
  t.equal(waitOf('folio_wait_writeback'), undefined);
});
