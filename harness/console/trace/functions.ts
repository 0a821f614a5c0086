/**
 * What the kernel's functions do for others. A bug is named after the function that asked for what went wrong, not after
 * the allocator, lock or string function in which it showed. Each entry matches a whole name, without `__` or `_`
 * before it and without compiler suffixes (`normal()` takes them off).
 */
const helpers: Readonly<Record<string, readonly RegExp[]>> = {
  /** Who prints the report, and how the processor came there. */
  reporting: [
    /dump_stack(_lvl|_print_info)?|show_(stack|regs|trace)\w*|dump_backtrace|sched_show_task/,
    /v?panic|nmi_panic|(print_)?(oops|die)\w*|die|oops_(begin|end|exit)|crash_kexec|notify_die|bust_spinlocks|add_taint/,
    /warn(_\w+)?|warn|report_bug(_entry)?|handle_bug|fixup_(bug|exception)|bug_handler|brk_handler|call_break_hook|handle_BUG/,
    /exc_\w+|asm_(exc|sysvec|common|call)_\w+|(do_)?(error_trap|trap|invalid_op|int3|divide_error|general_protection)\w*/,
    /no_context|kernelmode_fixup_or_oops/,
    /do_(translation|alignment|kernel|tag_check|page|double)_fault\w*|do_(mem|sp_pc)_abort|do_bad(_area|_IRQ)?|do_(sea|serror|undefinstr|debug(_exception)?)|do_DataAbort|do_PrefetchAbort|get_taint|el\d[th]?_(64_|32_)?(abort|sync|dbg|undef|inv|pc|sp|da|ia|fpac|bti|mops)\w*/,
    /double_fault|divide_error|invalid_op|general_protection|stack_segment|int3|df_debug/,
    /page_fault_oops|spurious_kernel_fault|die_kernel_fault|entry_trampoline\w*|text_poke_\w+_handler/,
    /print_(address_description|report|memory_metadata|trailer|section|tracking|page_info)\w*|\w*_err(or)?_report|object_err|slab_(err|bug|pad)\w*|check_(bytes_and_report|pad_bytes|object|slab|valid_pointer)|(alloc|free)_(debug_processing|consistency_checks)|validate_slab\w*/,
    /print_(usage|circular|deadlock|irq|unlock|lock|bad|held|nested|freed|collision|lockdep|cpu|other|tainted)\w*|lockdep_\w+|debug_(show|lock)\w*/,
    /s?rcu_\w+|call_s?rcu\w*/,
    /check_(cpu_stall|preemption_disabled|noncircular|prev_add|deadlock|usage|wait_context|unlock|flags|chain_key)\w*|this_cpu_preempt_check/,
    /watchdog\w*|softlockup_\w+|nmi_\w+|arch_trigger_\w+|trigger_\w+_backtrace|\w*cpumask_backtrace|check_hung_\w+|hung_task\w*/,
    /sanitizer_cov_\w+|sancov_\w+|kcov_\w+|trace_(hardirqs|softirqs|preempt|irq)_\w+|trace_event_\w+|ftrace_\w+|stackleak_\w+|fentry|mcount/,
    /fortify_panic|stack_chk_fail|schedule_bug|might_(resched|sleep|fault)|usercopy_(abort|warn)|check_(object_size|heap_object|bogus_address)/,
    /bad_page|dump_page|free_page_is_bad\w*|free_pages_check|check_(new|free)_pages?\w*|print_bad_pte|vm_normal_(page|folio)|page_bad_reason|panic_on_\w+/,
    /\w*printk\w*|vprintk_\w+|console_(unlock|flush|trylock)\w*|wait_for_(xmitr|lsr)|(io|mem|serial|serial8250|uart|univ8250|pl011|hvc)_(serial_|console_)\w+|dev_(printk|err|warn|info)\w*|ratelimit\w*/,
    /rust_(panic|begin_unwind)|rust_helper_\w+|core::panicking::\w+|rust_kernel::\w+|core::\w+::\w+/,
  ],
  /** Checkers that the compiler or a debug option put before an access. */
  checkers: [
    /k?asan_\w+|kasan_\w+|(kfence|kcsan|kmsan|k?msan|ubsan|tsan|hwasan)_\w+|check_(memory_)?region\w*|check_shadow\w*|kernel_poison\w*/,
    /handle_overflow|refcount_\w+|list_(add|del)(_\w+)?|list_(add|del_entry)_valid\w*|(end|start|do|get|complete)_report\w*|quarantine_\w+|q(link|list)_\w+/,
    /(debug_|init_)?(check_no_obj_freed|print_object|object_\w+)|debug_(objects?|timer|work|check|rwsem|mutex|rt_mutex|spin|hrtimer)_\w+|work_is_static_object/,
    /stack_(trace_save|depot|trace_consume)\w*|save_(stack|trace)\w*|arch_stack_walk\w*|set_track\w*|create_object|kmemleak_\w+|walk_stackframe/,
    /(kernel_)?text_address|is_(bpf_text|module_text|ftrace)_\w+|in_(sched|lock)_functions|virt_addr_valid|virt_to_(phys|head_page|cache)|phys_addr\w*/,
    /msan_\w+|kmsan_\w+|metadata_\w+|instrument_\w+|bit_spin_\w+|ref_tracker_\w+|page_(owner|table_check|ext)_\w+|set_page_owner|reset_page_owner/,
  ],
  /** Who walks a stack: what is wrong there is wrong with the stack or with the walker. */
  unwinding: [/unwind_\w+|dump_trace|walk_stack(frame)?|update_stack_state|deref_stack_reg|orc_find/],
  /** Who waits or gives the processor away. */
  waiting: [
    /schedule(_(h?r?timeout\w*|preempt_disabled|idle|rtlock|user|tail|debug|loop))?|io_schedule(_\w+)?|preempt_(schedule|count)\w*|(might_|_)*cond_resched\w*|context_switch|switch_to(_asm)?|do_task_dead/,
    /wait_(for_(?!stable)|on_(?!page_writeback|extent_buffer)|event|rcu_gp|woken)\w*|do_wait_(for_common|intr\w*)|out_of_line_wait_on_bit\w*|bit_wait\w*|prepare_to_wait\w*|finish_wait|autoremove_wake\w*/,
    /folio_(wait_(?!writeback|stable)|wake|lock|unlock|put_wait|end_read)\w*|(lock|unlock)_(page|buffer|folio)\w*|flush_(work|workqueue|delayed_work|scheduled_work)\w*|(drain|destroy)_workqueue|cancel_\w*work\w*/,
    /kthread_(stop|park|flush|cancel)\w*|usb_(start_wait_urb|control_msg|bulk_msg|interrupt_msg|kill_urb|internal_control_msg)\w*|msleep\w*|u?sleep_range\w*|do_nanosleep/,
    /complete(_all)?|swake_up\w*|wake_up\w*|try_to_wake_up|default_wake_function|ep_poll_callback|(queue|mod|schedule)_(delayed_)?work\w*|rpc_wait_bit\w*/,
    /(init|lock|add|mod)_timer\w*|timer_(setup|init)\w*|(try_to_)?del_timer\w*|sk_(stop|reset)_timer\w*|timer_delete\w*|hrtimer_(try_to_)?cancel\w*|timer_(wait|shutdown)\w*|synchronize_(irq|net)|tasklet_\w+/,
  ],
  /** Who locks. */
  locking: [
    /(ww_)?mutex_\w+|\w*rt_mutex\w*|rt_(spin|read|write)_\w+|rwsem_\w+|percpu_\w*(down|up|rwsem)\w*|ldsem_\w+|tty_ldisc_lock\w*|down(_\w+)?|up(_(read|write))?|read_seq\w*|seqprop_\w+/,
    /(raw_|do_raw_|native_|queued_|arch_|pv_|p?v?_?)*(spin|read|write|rw|q|ticket|mcs|osq)_?(un|try)?lock\w*|queued_\w+_slowpath|native_queued_\w+|spin_(dump|bug)|rwlock_bug/,
    /lock_(acquire|release|acquired|contended|downgrade|is_held|pin|unpin|set|sock_nested|repin)\w*|validate_chain|mark_(lock|held|usage)\w*|register_lock_class|find_held_lock|hlock_class|add_lock\w*/,
    /(raw_spin_|task_|double_)?rq_(un)?lock\w*|raw_spin_rq_\w+|lockref_\w+|atomic_dec_and_lock\w*|console_lock|local_(bh|irq|lock)\w*|rcu_lock_\w+|srcu_read_(un)?lock\w*|down_(read|write)\w*|up_(read|write)\w*|rw_verify_area|init_rwsem|init_lock\w*|mutex_init|(lock|release)_sock\w*/,
    /lock_commit|get_lock_stats|lock_stat\w*|reacquire_held_locks|(cleanup|init)_srcu_struct\w*|save_trace|save_all|look_up_lock_class|usage_match\w*|bfs|check_path|assign_lock_key/,
  ],
  /** Who allocates and frees for others. */
  allocating: [
    /(kv?|v)[mz]?(alloc|free|zalloc|calloc|realloc|memdup|strdup|strndup)(_\w+)?|kv?[mz]alloc\w*|kvfree\w*|kstrdup\w*|kmemdup\w*|memdup_\w+|strndup_user|krealloc\w*|kfree\w*|kmalloc\w*|kzalloc\w*|vmemdup\w*/,
    /kmem_cache_\w+|cache_(alloc|free|grow|flusharray|from_obj)\w*|(do_)?slab_(alloc|free|post_alloc|pre_alloc|kill)\w*|(alloc|allocate|new|free|discard|unfreeze)_(slab|partial\w*)\w*|fallback_alloc|do_slab_free/,
    /(alloc|free|get|put|rmqueue)_?(frozen_)?pages?\w*|alloc_(pages|page|skb|percpu)_?\w*|get_(free|zeroed|page_from)\w*|folio_(alloc|put|free)(_noprof|_mpol\w*|_buffers|_refs|_testzero)?|(put|free)_(page|unref|compound|hot_cold|percpu|pcppages|one|large)\w*|rmqueue\w*/,
    /prep_(new|compound)_page\w*|post_alloc_hook|release_pages|free_frozen_pages\w*|vmalloc\w*|v[mz]alloc\w*|vfree\w*|vm_area_alloc|pcpu_alloc\w*|mempool_\w+|dma_alloc\w*|dma_pool\w*|kvfree\w*/,
    /(pskb|skb|sk|sock)_(alloc|kmalloc|clone|copy|expand_head|headers_offset)\w*|netdev_alloc_(skb|frag)\w*|napi_alloc_skb\w*|build_skb\w*|alloc_(skb|netdev|inode|file|empty_file)\w*|kfree_skb\w*|skb_(put|push|pull|panic|over|under)(_\w+)?/,
    /sock_(kmalloc|wmalloc|omalloc|alloc_send)\w*|kmalloc_reserve|kobject_(add|init|create|put|get|release|cleanup|del|set)\w*|devm?_k\w+|ida_\w+|idr_\w+|radix_tree_\w+|xa?s?_(load|store|find|erase|alloc|create|expand|start)\w*/,
    /should_fail\w*|fault_create\w*|fail_dump|(init|setup)_object\w*|free_(area|obj)\w*|put_cpu_partial|deactivate_slab|put_task_stack|free_thread_stack|alloc_inode|new_inode|iget_locked/,
  ],
  /** Who registers and gives back for others: driver core, sysfs, USB core, network devices, references. */
  registering: [
    /(device|driver|bus|class|attribute|kobj\w*|kset|component)_(add(?!_disk)|del|create|remove|register|unregister|initialize|bind|put|get)\w*|(sysfs|kernfs|debugfs)_(?!fop_)\w+|dpm_\w+|(get|put)_device|bus_probe_device|really_probe/,
    /usb_(submit|kill|free|alloc|unlink|anchor|poison|unanchor|hcd|get|put)_?\w*urbs?\w*|usb_hcd_\w+|(un)?register_(netdev|netdevice)\w*|rollback_registered\w*|i2c_(add|del)_\w+|i2c_\w*register\w*/,
    /(i|d|fast_d|mnt|path_)put(_\w+)?|dentry_(kill|free|unlist)|lockref_\w+|kref_(get|put|sub)\w*|(sock|dev|netdev)_(hold|put)|(get|put)_(net|task|pid|cred|mm|ns|super|fs)\w*|(module|fd|mm|css|cred|nsproxy|task|pid|bdev)_put(_\w+)?/,
  ],
  /** Who copies, counts and searches for others. */
  copying: [
    /mem(cpy|set|move|cmp|chr|zero|scan|copy)(?!_(extent_buffer|node_keys)$)\w*|str(n?len|l?n?s?cpy|n?cmp|n?cat|n?str|r?chr|sep|p?brk|casecmp|lcat|ncasecmp|spn|cspn|nlen_user|ncpy_from_user|size)\w*|rep_(movs|stos|nop)\w*|sized_str\w*/,
    /(raw_)?copy_((to|from)_(user|iter|kernel|sockptr|bpfptr|early)|in_user|user|mc|highpage|overflow)\w*|copy_page(_(rep|regs|mc\w*|(to|from)_\w+))?|(raw_)?(get|put)_user(_(nocheck|nofault|asm|size|bad|\d+|u\d+))*|clear_(user\w*|huge_page|highpage|page(_(rep|orig|erms))?)|copyin|copyout|iov_iter_(copy|zero)\w*|copy_page_(to|from)_iter\w*|csum_(partial|and_copy)\w*|memcpy_(from|to)_\w+|skb_copy_(bits|datagram|and_csum)\w*|from_user|unsafe_\w+_user/,
    /find_(next|first|last)(_zero|_and)?_bit\w*|(test|set|clear|change)_(and_(set|clear|change)_)?bit(_\w+)?|atomic(64|_long)?_(?!(write_)?reply$)\w+|arch_atomic\w*|bitmap_\w+|cpumask_\w+|hweight\w*|rb_(erase|insert|next|first|prev|last|replace)\w*|rb_\w+_color|plist_\w+/,
    /hlist_\w+|list_\w+|llist_\w+|klist_\w+|rht?_\w+|rhashtable_\w+|jhash\w*|crc(16|32|32c|_\w+)\w*|sha\d*_\w+|v?s?c?n?printf|k?v?asprintf\w*|va_format|print_hex\w*|read_word_at_a_time|x86_(indirect|return)_thunk\w*|number|string|pointer|format_decode|put_dec\w*|symbol_string|hex_\w+|sort|sort_r|bsearch/,
    /(crypto|drbg|rng)_\w+|(aes|des3?|xts|cbc|ctr|ecb|gcm|lrw|cts|cipher|skcipher|chacha|poly1305|sm4|camellia|cast\d|twofish|serpent|blake2\w?)\w*_(en|de)?crypt\w*|(aes|des3?)_(expandkey|setkey)\w*/,
    /(READ|WRITE)_ONCE\w*|read_once\w*|kunit_try_run_case|test_bit|ktime_get\w*|get_cycles|(const_)?[unm]?delay|delay_(tsc|loop|mwaitx|halt\w*)|jiffies\w*|div\w+_u64\w*|native_(?!machine|cpu_up)\w+|paravirt_\w+|pv_\w+|pvclock\w*/,
  ],
  /** How a CPU came into the kernel, into a thread, out of an interrupt. */
  entering: [
    /entry_\w+|do_syscall_\w+|syscall_\w+|do_(fast_syscall|int80_syscall|el0_svc|notify_resume)\w*|invoke_syscall|el0_\w+|ret_(from|fast|to)_\w+|system_call\w*|sysenter_\w+|stub_\w+|int_ret_\w+|x64_sys_call|ia32_\w+/,
    /exit_to_(user|usermode)\w*|prepare_exit_to\w*|syscall_return\w*|irqentry_\w+|idtentry_\w+|retint_\w+|restore_regs\w*|error_(entry|exit)|paranoid_\w+|common_(interrupt|exception)|tracesys|work_(pending|notifysig)|work_resched/,
    /irq_(exit|enter)\w*|(do_|local_|invoke_)?softirq\w*|handle_(irq|domain_irq|percpu|generic|level|edge|fasteoi)\w*|generic_handle\w*|do_IRQ|(smp_|trace_|smp_trace_|local_)?apic_timer_interrupt\w*|smp_\w+_interrupt|call_on_(irq_)?stack|call_(softirq|with_stack)/,
    /(do_|async_|asm_|exc_)*page_fault\w*|do_(user|kern)_addr_fault|bad_area\w*|mm_fault_error|(dabt|und|irq|pabt|fiq)_(svc|usr|invalid)|el\d[th]?_(64_|32_)?(irq|fiq|error|svc)\w*|handle_exception|ret_from_exception/,
    /gic_handle_irq|arch_timer_handler\w*|sysvec_\w+|reschedule_interrupt|call_function\w*interrupt|irq_work_\w+|flush_smp_call_function\w*|default_do_nmi|exc_nmi|riscv_intc_irq|do_irq/,
    /kthread|worker_thread|process_(one|scheduled)_works?\w*|ret_from_fork\w*|kernel_thread\w*|(do|default|arch|native|mwait|acpi)_?(cpu_|safe_)?(idle|halt)\w*|_?stext|smp_setup_processor_id|cpu_(startup_entry|idle\w*)|(start|rest)_\w*(secondary|kernel|init)|secondary_startup\w*|smpboot_thread_fn|run_ksoftirqd|start_secondary/,
    /tick_\w+|update_process_times|hrtimer_(interrupt|run_queues|run_softirq|start)\w*|run_(local_timers|timer_softirq|timer_base)|run_timers?|expire_timers|call_timer_fn|perf_trace_\w+|x86_64_start\w*|i386_start_kernel|native_smp_\w+/,
  ],
};

const anyOf = (patterns: readonly RegExp[]): RegExp =>
  new RegExp(`^(?:${patterns.map((each) => each.source).join('|')})$`);
const helperName = anyOf(Object.values(helpers).flat());
const unwinderName = anyOf(helpers['unwinding'] ?? []);
const entryName = anyOf(helpers['entering'] ?? []);

/**
 * Functions that call through a table of methods. What they called is the subsystem's own entry, and that is stable:
 * a stall is caught wherever the clock's tick met it, but always below the same entry.
 */
const dispatchers: readonly RegExp[] = [
  // fs/read_write.c, fs/open.c, fs/file_table.c, fs/ioctl.c, fs/splice.c, mm/mmap.c, mm/memory.c
  /(ksys_|vfs_|new_sync_|kernel_|do_iter_|do_loop_|do_readv_|do_)?(read|write|readv|writev|readv_writev|iter_readv_writev|pread64|pwrite64)v?|do_iter_(read|write)|call_(read|write)_iter/,
  /do_dentry_open|fput|(do_)?vfs_ioctl|(sys|ksys)_ioctl|do_vfs_ioctl|(compat_)?(__?)?(x64_|ia32_|se_|arm64_)?(compat_)?(sys|SyS|SYSC)_ioctl|filp_close|vfs_(fsync_range|fallocate|llseek|poll|iterate_dir|open)|iterate_dir|file_ioctl|\w+_compat_ioctl/,
  /(call_|do_)?mmap(_region|_pgoff|_new_vma)?|do_(read_|cow_|shared_)?fault(_around)?|do_fault_around|do_page_mkwrite|remove_vma|splice_(direct_to_actor|from_pipe)|do_splice\w*/,
  // net/socket.c, net/core, net/netlink
  /sock_(sendmsg|recvmsg|ioctl|common_\w+|do_ioctl|release|close|read_iter|write_iter|splice_read|mmap|poll)(_nosec)?|(sys_)?(set|get)sockopt|do_sock_(set|get)sockopt/,
  /(netif_)?receive_skb\w*|netif_receive_\w+|process_backlog|napi_poll|net_rx_action|deliver_skb|dev_queue_xmit_nit|deliver_ptype_list_skb/,
  /rtnetlink_rcv(_msg)?|netlink_(rcv_skb|dump|dump_start|unicast_kernel)|genl_(family_)?rcv(_msg)?\w*|nfnetlink_rcv(_msg|_batch)?\w*|xfrm_user_rcv_msg|sock_diag_rcv_msg/,
  // kernel/workqueue.c, kernel/time, kernel/kthread.c, kernel/softirq.c, kernel/task_work.c
  /process_one_work|call_timer_fn|expire_timers|hrtimer_run_queues|tasklet_action\w*|task_work_run|kthread|rcu_(do_batch|core)|irq_work_run_list|cpuhp_invoke_callback|smpboot_thread_fn|do_one_initcall/,
  // the system call table
  /do_syscall_(64|x64|x86)?\w*|do_(fast_syscall_32|int80_syscall_32|el0_svc)\w*|entry_(SYSCALL|SYSENTER|INT80)\w*|invoke_syscall|el0_svc_common|el0_svc_naked|ret_fast_syscall|system_call\w*|sysenter_\w+|x64_sys_call|stub_execve|(do_)?syscall_\w+/,
];
const dispatcherName = new RegExp(`^(?:${dispatchers.map((each) => each.source).join('|')})$`);

/** A system call's wrappers, outermost first: each kernel and architecture has others. */
const systemCall =
  /^(?:__(?:do|se|x64|ia32|arm64|riscv|s390x?|powerpc)_(?:compat_)?sys_|__ia32_compat_sys_|compat_SyS_|compat_SYSC_|SyS_|SYSC_|ksys_|sys_)(?=[a-z])/;

/** Without the underscores that only say "the inner half". */
const normal = (name: string): string => name.replace(/^_+(?=[A-Za-z])/, '').replace(/_noprof$/, '');

/** True for a function that reports, checks, waits, locks, allocates or copies on behalf of others. */
export function isHelper(name: string): boolean {
  return helperName.test(normal(name));
}

/** True for a function that walks a stack. */
export function isUnwinder(name: string): boolean {
  return unwinderName.test(normal(name));
}

/** True for a helper that is at least a place: how the processor came into the kernel. */
export function isEntry(name: string): boolean {
  return entryName.test(normal(name));
}

/** True for a function that calls whatever a table of methods holds. */
export function isDispatcher(name: string): boolean {
  return dispatcherName.test(normal(name));
}

/**
 * Waits of which several kernels have several variants. The one that waits is a victim; that it waited for this is what
 * two reports of the same bug have in common.
 */
const waits: readonly (readonly [RegExp, string])[] = [
  [/^_*(?:smp_call_function(?:_\w+)?|on_each_cpu(?:_\w+)?)$/, 'smp_call_function'],
  [/^_*(?:synchronize_(?:s?rcu|sched)(?:_expedited|_mult|_bh|_tasks\w*)?|wait_rcu_gp)$/, 'synchronize_rcu'],
];

/** The outermost functions of a stack: where a thread, a system call or a processor began. */
const roots =
  /^(?:entry_\w+|ret_from_fork\w*|do_syscall_\w+|do_fast_syscall_\w+|system_call\w*|ret_fast_syscall|ret_from_except\w*|ret_from_kernel_thread|el0t?_\w+|secondary_startup\w*|(?:x86_64_)?start_kernel|x86_64_start\w*|i386_start_kernel|cpu_startup_entry|start_secondary|sysenter_\w+|stub_\w+|int_ret_from_sys_call|tracesys\w*|ret_from_syscall|ret_from_exception|kthread|kernel_thread_starter|handle_syscall|ret_to_user)$/;

/** True for a function below which a stack has nothing more. */
export function isRoot(name: string): boolean {
  return roots.test(name);
}

/** The common name of a wait's variants, where the function is one. */
export function waitOf(name: string): string | undefined {
  return waits.find(([pattern]) => pattern.test(name))?.[1];
}

/** The name to show: one layer of a system call's wrappers is taken off (`__x64_sys_open` is `sys_open`, `SyS_open` is `open`). */
export function shownName(name: string): string {
  if (/^__(?:do|se|x64|ia32|arm64|riscv|s390x?|powerpc)_(?:compat_)?sys_/.test(name))
    return name.replace(systemCall, 'sys_');
  return name.replace(systemCall, '');
}

/** The same name for a system call whatever wrapped it: for comparing kernels. */
export function canonicalName(name: string): string {
  return shownName(shownName(name)).replace(/^_+(?=[A-Za-z])/, '');
}
