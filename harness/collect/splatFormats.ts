/**
 * The kernel's bug reports, as data. Both 6.1 and 6.12 are covered; where a line is printed is named,
 * and where the two differ it is said. Order matters: the first format whose header matches is taken.
 */
export interface SplatFormat {
  /** What other formats' `absorbs` call it. */
  id: string;
  /** What the record and the judge call it. */
  class: string;
  /** Matches the line that begins the report, without its printk prefix. */
  header: RegExp;
  /**
   * Title: `{1}` is a group of the header, `{access}` what KASAN says in its second line, `{function}` the
   * guilty function. Where there is no function, `{function}` goes together with the ` in ` or ` at ` before it.
   */
  title: string;
  /**
   * How the report ends: with its `line`, when its first backtrace is over (`trace`), at `---[ end trace` (`mark`),
   * at a line of `=====` or such a mark (`rule`), or after some `lines` that need no backtrace.
   */
  end: 'line' | 'trace' | 'mark' | 'rule' | 'lines';
  /** Formats whose header, coming while this report is open, is part of it. */
  absorbs?: readonly string[];
  /** A later line that turns the backtraces on; those before it (lockdep's chains) name no guilty function. */
  traceAfter?: RegExp;
}

const afterFault = ['die'];

export const splatFormats: readonly SplatFormat[] = [
  // mm/kasan/report.c print_error_description()
  {
    id: 'kasan',
    class: 'kasan',
    header: /^BUG: KASAN: ([\w-]+)(?: in ([\w.$]+\+\S+))?/,
    title: 'KASAN: {1} {access} in {function}',
    end: 'rule',
  },
  // mm/kfence/report.c kfence_report_error()
  {
    id: 'kfence',
    class: 'kfence',
    header: /^BUG: KFENCE: ([a-z -]+?)(?: in \S+)?$/,
    title: 'KFENCE: {1} in {function}',
    end: 'rule',
  },
  // kernel/kcsan/report.c print_report()
  {
    id: 'kcsan',
    class: 'kcsan',
    header: /^BUG: KCSAN: ([a-z -]+?) in (\S+)/,
    title: 'KCSAN: {1} in {function}',
    end: 'rule',
  },
  // lib/ubsan.c ubsan_prologue(): 6.1 begins and ends with a rule, 6.12 with "cut here" and an end mark
  {
    id: 'ubsan',
    class: 'ubsan',
    header: /^UBSAN: ([\w -]+?) in \S+/,
    title: 'UBSAN: {1} in {function}',
    end: 'rule',
  },

  // lib/list_debug.c: CHECK_DATA_CORRUPTION; a BUG() or a WARN() follows
  {
    id: 'list-corruption',
    class: 'list-corruption',
    header: /^(list_add|list_del) corruption\b/,
    title: '{1} corruption in {function}',
    end: 'mark',
    absorbs: ['bug', 'warning', 'die'],
  },
  // lib/refcount.c refcount_warn_saturate()
  {
    id: 'refcount',
    class: 'refcount',
    header: /^refcount_t: ([^;.]+(?:; [\w-]+)?)/,
    title: 'refcount_t: {1} in {function}',
    end: 'mark',
    absorbs: ['warning'],
  },
  // mm/usercopy.c usercopy_abort()
  {
    id: 'usercopy',
    class: 'usercopy',
    header: /^usercopy: Kernel memory (exposure|overwrite) attempt detected/,
    title: 'usercopy: {1} in {function}',
    end: 'mark',
    absorbs: ['bug', 'die'],
  },
  // lib/debugobjects.c debug_print_object()
  {
    id: 'debug-objects',
    class: 'debug-objects',
    header: /^ODEBUG: (\w+) (\w+)/,
    title: 'ODEBUG: {1} {2} in {function}',
    end: 'mark',
    absorbs: ['warning'],
  },

  // arch/x86/mm/fault.c show_fault_oops(); the die line follows
  {
    id: 'null-dereference',
    class: 'oops',
    header: /^BUG: (?:unable to handle )?kernel NULL pointer dereference/,
    title: 'BUG: NULL pointer dereference in {function}',
    end: 'mark',
    absorbs: afterFault,
  },
  {
    id: 'page-fault',
    class: 'oops',
    header: /^BUG: unable to handle (?:page fault|kernel paging request)/,
    title: 'BUG: unable to handle page fault in {function}',
    end: 'mark',
    absorbs: afterFault,
  },
  // arch/arm64/mm/fault.c die_kernel_fault()
  {
    id: 'arm64-fault',
    class: 'oops',
    header: /^Unable to handle kernel ([\w -]+?) at virtual address/,
    title: 'BUG: unable to handle {1} in {function}',
    end: 'mark',
    absorbs: ['arm64-die'],
  },
  // lib/bug.c report_bug(), then the die line "invalid opcode"
  {
    id: 'bug',
    class: 'bug',
    header: /^kernel BUG at ([^:\s]+):\d+!/,
    title: 'kernel BUG in {function}',
    end: 'mark',
    absorbs: ['die'],
  },
  // arch/x86/kernel/dumpstack.c __die_header(): 6.12 puts "Oops: " before every one
  {
    id: 'die',
    class: 'oops',
    header:
      /^(?:Oops: )?([A-Za-z][^:[\]]{0,120}?)(?:, probably for [^:]{0,80}|, maybe for [^:]{0,80})?: [0-9a-f]{4} \[#\d+\]/,
    title: '{1} in {function}',
    end: 'mark',
  },
  {
    id: 'arm64-die',
    class: 'oops',
    header: /^Internal error: ([^:]{1,80}): [0-9a-f]{4,16} \[#\d+\]/,
    title: '{1} in {function}',
    end: 'mark',
  },
  // arch/x86/kernel/traps.c: double fault, stack guard page
  {
    id: 'double-fault',
    class: 'oops',
    header: /^(?:traps: )?PANIC: double fault/,
    title: 'double fault in {function}',
    end: 'mark',
    absorbs: ['die', 'panic'],
  },
  {
    id: 'stack-guard',
    class: 'oops',
    header: /^BUG: (?:\w+ )?stack guard page was hit/,
    title: 'stack guard page was hit in {function}',
    end: 'mark',
    absorbs: ['die'],
  },

  // kernel/locking/lockdep.c; the rule comes before the header
  ...(
    [
      ['possible circular locking dependency detected', 'possible deadlock'],
      ['possible recursive locking detected', 'possible recursive locking'],
      ['inconsistent lock state', 'inconsistent lock state'],
      ['possible irq lock inversion dependency detected', 'possible irq lock inversion'],
      ['\\S+-safe -> \\S+-unsafe lock order detected', 'irq-unsafe lock order'],
      ['bad unlock balance detected!', 'bad unlock balance'],
      ['bad contention detected!', 'bad contention'],
      ['held lock freed!', 'held lock freed'],
      ['Nested lock was not taken', 'nested lock was not taken'],
      ['suspicious RCU usage', 'suspicious RCU usage'],
      ['chain_key collision', 'lock chain key collision'],
    ] as const
  ).map(
    ([words, title]): SplatFormat => ({
      id: 'lockdep',
      class: 'lockdep',
      header: new RegExp(`^(?:WARNING: |\\[ BUG: )${words}`),
      title: `${title} in {function}`,
      end: 'trace',
      traceAfter: /^stack backtrace:/,
    }),
  ),
  {
    id: 'lockdep-context',
    class: 'lockdep',
    header: /^\[ BUG: Invalid wait context \]/,
    title: 'invalid wait context in {function}',
    end: 'trace',
    traceAfter: /^stack backtrace:/,
  },
  {
    id: 'lockdep-held',
    class: 'lockdep',
    header: /^WARNING: (?:lock held when returning to user space!|\S+ still has locks held!)/,
    title: 'lock held when returning to user space',
    end: 'lines',
  },

  // kernel/sched/core.c __might_resched(), __schedule_bug()
  {
    id: 'sleeping',
    class: 'atomic-sleep',
    header: /^BUG: sleeping function called from invalid context at/,
    title: 'sleeping function called from invalid context in {function}',
    end: 'trace',
  },
  {
    id: 'scheduling',
    class: 'atomic-sleep',
    header: /^BUG: scheduling while atomic:/,
    title: 'scheduling while atomic in {function}',
    end: 'trace',
  },

  // kernel/rcu/tree_stall.h: pr_fmt puts "rcu: " before it
  {
    id: 'rcu-stall',
    class: 'rcu-stall',
    header: /^(?:rcu: )?INFO: (rcu_\w+) (?:self-detected stall on CPU|detected (?:expedited )?stalls? on CPUs)/,
    title: 'RCU stall in {function}',
    end: 'trace',
    absorbs: ['rcu-stall', 'rcu-starved'],
  },
  {
    id: 'rcu-starved',
    class: 'rcu-stall',
    header: /^(?:rcu: )?\s*(rcu_\w+) kthread starved for/,
    title: 'RCU kthread starved',
    end: 'trace',
    absorbs: ['rcu-starved'],
  },
  // kernel/watchdog.c
  {
    id: 'soft-lockup',
    class: 'soft-lockup',
    header: /^(?:watchdog: )?BUG: soft lockup - CPU#\d+ stuck for/,
    title: 'soft lockup in {function}',
    end: 'trace',
  },
  // 6.1 kernel/watchdog_hld.c, 6.12 kernel/watchdog.c
  {
    id: 'hard-lockup',
    class: 'hard-lockup',
    header: /^(?:NMI watchdog: |watchdog: )?Watchdog detected hard LOCKUP on cpu/,
    title: 'hard lockup in {function}',
    end: 'trace',
  },
  // kernel/hung_task.c check_hung_task()
  {
    id: 'hung-task',
    class: 'hung-task',
    header: /^INFO: task .{1,64}:\d+ blocked for more than \d+ seconds/,
    title: 'task hung in {function}',
    end: 'trace',
  },
  // kernel/workqueue.c wq_watchdog_timer_fn()
  {
    id: 'workqueue-lockup',
    class: 'workqueue-lockup',
    header: /^BUG: workqueue lockup - pool/,
    title: 'workqueue lockup',
    end: 'lines',
  },

  // mm/page_alloc.c bad_page(), mm/memory.c print_bad_pte(), mm/filemap.c
  {
    id: 'bad-page',
    class: 'bad-page',
    header: /^BUG: Bad page (state in process|map in process|cache in process)/,
    title: 'bad page in {function}',
    end: 'trace',
  },
  // kernel/fork.c check_mm(); one line each
  {
    id: 'bad-mm',
    class: 'bad-page',
    header: /^BUG: (Bad rss-counter state|non-zero pgtables_bytes)/,
    title: '{1}',
    end: 'line',
  },
  // mm/debug.c dump_page(): VM_BUG_ON_PAGE prints this, then BUG()
  {
    id: 'vm-bug-on',
    class: 'bug',
    header: /^page dumped because: VM_(BUG|WARN)_ON/,
    title: 'VM_{1}_ON in {function}',
    end: 'mark',
    absorbs: ['bug', 'warning', 'die'],
  },
  // mm/slub.c slab_bug()
  {
    id: 'slab',
    class: 'slab-corruption',
    header: /^BUG ([\w-]+) \((?:Not tainted|Tainted)[^)]*\): (.{1,60})/,
    title: 'slab corruption: {2} in {function}',
    end: 'trace',
  },
  // mm/kmemleak.c
  {
    id: 'memory-leak',
    class: 'memory-leak',
    header: /^kmemleak: \d+ new suspected memory leaks/,
    title: 'memory leak',
    end: 'line',
  },
  // kernel/irq/spurious.c
  { id: 'irq', class: 'irq', header: /^irq \d+: nobody cared/, title: 'irq: nobody cared', end: 'trace' },
  // mm/oom_kill.c __oom_kill_process()
  {
    id: 'oom',
    class: 'oom',
    header: /^(?:Out of memory|Memory cgroup out of memory)(?: \([\w ]+\))?: Killed process/,
    title: 'out of memory',
    end: 'line',
  },
  // mm/page_alloc.c warn_alloc()
  {
    id: 'allocation-failure',
    class: 'allocation-failure',
    header: /^.{1,64}: page allocation failure: order:/,
    title: 'page allocation failure in {function}',
    end: 'trace',
  },

  // kernel/panic.c __warn()
  {
    id: 'warning',
    class: 'warning',
    header: /^WARNING: CPU: \d+ PID: \d+ at (\S+?)(?::\d+)? (\S+)/,
    title: 'WARNING in {function}',
    end: 'mark',
  },
  // kernel/panic.c panic()
  {
    id: 'panic',
    class: 'panic',
    header: /^Kernel panic - not syncing: (.+)/,
    title: 'kernel panic: {1}',
    end: 'mark',
  },
  // any other "BUG: " a tree under test may add
  {
    id: 'other-bug',
    class: 'bug',
    header: /^BUG: (?!Bad page state: \d+ messages suppressed)([A-Za-z][^:]{3,80})/,
    title: 'BUG: {1} in {function}',
    end: 'trace',
  },
];

/** Panics that only say that something reported before was taken as fatal; alone (a log cut at its start) they count. */
export const consequentialPanic =
  /^Kernel panic - not syncing: (?:Fatal exception|Fatal hardware|.*panic_on_warn set|softlockup: hung tasks|hung_task: blocked tasks|Hard LOCKUP|RCU Stall|.*panic_on_oops|kasan\.fault|Attempted to kill (?:init|the idle task)!|Aiee, killing interrupt handler!|stack-protector)/;

/** Lines that stand in a report outside its backtraces (arch/x86/kernel/dumpstack.c, process_64.c; kernel/panic.c). */
export const reportLine = new RegExp(
  [
    '^\\s+\\S',
    '^(?:RIP|RSP|RAX|RBX|RCX|RDX|RSI|RDI|RBP|R\\d\\d|CR\\d|DR\\d|FS|CS|DS|ES|PKRU|EFLAGS|Code|EIP|EAX|ESP|pc |lr |sp |x\\d+):?\\s',
    '^(?:CPU|Hardware name|Workqueue|Comm|PID|Tainted|Modules linked in|last unloaded|Call [Tt]race|Kernel Offset|Code)[:\\s]',
    '^(?:irq event stamp|hardirqs last|softirqs last|stack backtrace|Preemption disabled|INFO: lockdep is turned off)',
    '^(?:no locks held|\\d+ locks? held|Showing all locks|#\\d+:|#PF|PGD|Oops|note:|NMI backtrace|Sending NMI|rcu:|page:|flags:|raw:)',
    '^(?:in_atomic|preempt_count|RCU nest depth|task:|Mem abort|ESR|SET|EA|FSC|Data abort|ISV|CM|swapper pgtable|user pgtable)\\b',
    '^---\\[ ',
  ].join('|'),
);
