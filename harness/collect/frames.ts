/** Functions on the stack, and which of them say something. */

/** `func+0x12/0x34 [module]`, as %pS and %pB print it (kernel/kallsyms.c, __sprint_symbol). */
const symbol = /([A-Za-z_][\w.$]*)\+0x[0-9a-f]+\/0x[0-9a-f]+/;
/** A line of a backtrace: printk_stack_address() of arch/x86/kernel/dumpstack.c; older kernels put `[<address>]` first. */
const frame = new RegExp(`^\\s*(?:\\[<[0-9a-f]+>\\] )?(\\? )?${symbol.source}(?: \\[[\\w ]+\\])?$`);
/** show_ip() of arch/x86/kernel/dumpstack.c; code segment 0010 is the kernel's, 0033 is a program's. arm64: `pc : `. */
const instructionPointer = new RegExp(`^(?:RIP: 0010:|pc : )${symbol.source}`);

const compilerSuffix = /\.(?:isra|constprop|part|cold|llvm|lto_priv|localalias)\b.*$/;

/**
 * Functions that report, wait, lock, or copy for others: never the guilty one.
 * A frame counts as generic if one of these matches its whole name.
 */
const generic: readonly RegExp[] = [
  // who prints the report
  /dump_stack(_lvl|_print_info)?|show_stack|show_regs(_print_info)?|show_trace_log_lvl|sched_show_task|panic|vpanic/,
  /(__)?warn(_\w+)?|__warn(_printk)?|report_bug|handle_bug|__report_bug|die|__die(_\w+)?|oops_end|page_fault_oops/,
  /exc_\w+|asm_(exc|sysvec|common)_\w+|sysvec_\w+|__sysvec_\w+|do_error_trap|do_trap|fixup_exception|kernelmode_fixup_or_oops/,
  /print_(address_description|report|memory_metadata|usage_bug|circular_bug|deadlock_bug|irq_inversion_bug|unlock_imbalance_bug)\w*/,
  /(__)?kasan_\w+|__asan_\w+|(kfence|kcsan|kmsan)_\w+|__tsan_\w+|check_(memory_)?region\w*|end_report|start_report/,
  /__ubsan_\w+|ubsan_\w+|handle_overflow|refcount_warn_saturate|__list_(add|del_entry)_valid(_or_report)?/,
  /bad_page|dump_page|__dump_page|free_page_is_bad\w*|usercopy_abort|__check_(object_size|heap_object)|slab_err|object_err/,
  /fortify_panic|__fortify_panic|__stack_chk_fail|__schedule_bug|__might_(resched|sleep|fault)|lockdep_rcu_suspicious/,
  /rcu_\w+|check_cpu_stall|watchdog_\w+|nmi_\w+|\w*_backtrace|__sanitizer_cov_\w+|debug_\w+|ratelimit\w*|\w*printk\w*/,
  // who waits
  /(__)?schedule(_\w+)?|io_schedule(_\w+)?|preempt_schedule\w*|(__)?cond_resched\w*|schedule_timeout\w*|context_switch/,
  /(__)?wait_(for_common|for_completion|on_bit|on_common)\w*|do_wait_for_common|out_of_line_wait_on_bit\w*|bit_wait\w*|__wait_on_bit\w*/,
  /folio_wait_bit(_common|_killable)?|wait_on_page_bit(_common)?|(__)?folio_lock|(__)?lock_page|prepare_to_wait\w*/,
  // who locks
  /(__)?(mutex|ww_mutex|rt_mutex|rwsem|percpu)_\w+|(__)?down_(read|write)\w*|(__)?up_(read|write)\w*|down|up|rwsem_down_\w+/,
  /(_raw|__raw|do_raw|native|queued|pv)_\w*(spin|read|write)_?\w*lock\w*|native_queued_\w+|spin_(un)?lock\w*/,
  /(__)?lock_(acquire|release|acquired)\w*|validate_chain|check_(noncircular|prev_add|deadlock)\w*|mark_lock\w*|register_lock_class/,
  // who copies and iterates
  /(__)?mem(cpy|set|move|cmp|chr)\w*|(__)?str(n?len|n?cpy|n?cmp|scpy|lcpy)\w*|rep_(movs|stos)\w*|(_)?copy_(to|from)_user\w*|clear_page\w*/,
  /native_\w+|arch_\w+|default_idle\w*|do_idle|cpu_\w+|paravirt_\w+|_find_\w+|clear_user\w*/,
];
const genericFrame = new RegExp(`^(?:${generic.map((each) => each.source).join('|')})$`);

/** The function a line of a backtrace names, without compiler suffixes; undefined for `? func` guesses and other lines. */
export function frameOf(text: string): string | undefined {
  const found = frame.exec(text);
  if (found === null || found[1] !== undefined) return undefined;
  return found[2]?.replace(compilerSuffix, '');
}

/** True for every line that stands in a backtrace, guesses and stack switches included. */
export function isTraceLine(text: string): boolean {
  return frame.test(text) || /^\s*<\/?(TASK|IRQ|NMI|SOFTIRQ|#[A-Z0-9]+|ENTRY_TRAMPOLINE|EOI)>$/.test(text);
}

/** The function the instruction pointer stood in, where it stood in the kernel. */
export function instructionPointerOf(text: string): string | undefined {
  return instructionPointer.exec(text)?.[1]?.replace(compilerSuffix, '');
}

/** A function named in running text, such as the last word of `BUG: KASAN: ... in func+0x1/0x2`. */
export function symbolIn(text: string): string | undefined {
  return symbol.exec(text)?.[1]?.replace(compilerSuffix, '');
}

/** True for a function that reports, waits, locks or copies on behalf of others. */
export function isGeneric(name: string): boolean {
  return genericFrame.test(name);
}
