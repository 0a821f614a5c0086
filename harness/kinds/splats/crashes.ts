import type { SplatFormat, SplatKind } from './format.ts';

export const crashKinds = {
  // die() in arch/x86/kernel/dumpstack.c: the kernel goes on with a killed task at best
  oops: { detector: 'crashes', gravity: 'crash', ending: 'oopsed' },
  bug: { detector: 'crashes', gravity: 'crash', ending: 'oopsed' },
  panic: { detector: 'crashes', gravity: 'crash' },
} satisfies Record<string, SplatKind>;

const die = ['die'];

/** What ends a task or the machine: faults, BUG(), panics. */
export const crashFormats: readonly SplatFormat<keyof typeof crashKinds>[] = [
  // arch/x86/mm/fault.c show_fault_oops(); arm, arm64, riscv, powerpc and mips in nearly the same words. The die line follows.
  {
    kind: 'oops',
    class: 'null-dereference',
    family: 'bad-access',
    cues: ['NULL pointer dereference'],
    header: /^(?:BUG: |CPU \d+ )?(?:[Uu]nable to handle )?[Kk]ernel NULL pointer dereference/,
    title: 'BUG: NULL pointer dereference in {function}',
    end: 'mark',
    guilty: 'trace',
    absorbs: die,
  },
  {
    kind: 'oops',
    class: 'bad-access',
    family: 'bad-access',
    cues: ['nable to handle '],
    header:
      /^(?:BUG: |CPU \d+ )?[Uu]nable to handle (?:page fault|kernel paging request|kernel pointer dereference|kernel data access|kernel instruction fetch)/,
    title: 'BUG: unable to handle page fault in {function}',
    end: 'mark',
    guilty: 'trace',
    absorbs: die,
  },
  // arch/arm64/mm/fault.c die_kernel_fault(): access to user memory, execute from non-executable memory, ...
  {
    kind: 'oops',
    class: 'bad-access',
    family: 'bad-access',
    cues: ['nable to handle kernel '],
    header:
      /^(?:BUG: )?[Uu]nable to handle kernel ([a-z][\w -]+?)(?: outside uaccess routines)? at (?:virtual )?address/,
    title: 'BUG: unable to handle {1} in {function}',
    end: 'mark',
    guilty: 'trace',
    absorbs: die,
  },
  // printk of several parts, torn by another line; or the log's last line
  {
    kind: 'oops',
    class: 'bad-access',
    family: 'torn-fault',
    cues: ['BUG: unable to handle'],
    header: /^BUG: unable to handle(?: kernel)?\s*$/,
    title: 'BUG: unable to handle',
    torn: true,
    end: 'mark',
    guilty: 'none',
    absorbs: die,
  },
  // arch/arm/mm/fault.c do_DataAbort()
  {
    kind: 'oops',
    class: 'crash',
    family: 'bad-access',
    cues: ['Unhandled '],
    header: /^Unhandled (?:prefetch )?(?:fault|abort): [\w -]+ \(0x[0-9a-f]+\) at/,
    title: 'Unhandled fault in {function}',
    end: 'mark',
    guilty: 'trace',
    absorbs: die,
  },
  // mm/debug.c dump_page(): VM_BUG_ON_PAGE prints this, then BUG()
  {
    kind: 'bug',
    class: 'bug',
    family: 'bug',
    cues: ['page dumped because: '],
    header: /^page dumped because: VM_(BUG|WARN)_ON/,
    title: 'VM_{1}_ON in {function}',
    end: 'mark',
    guilty: 'trace',
    absorbs: ['bug', 'warning', 'die'],
  },
  // rust/kernel/lib.c panic handler; a BUG() follows
  {
    kind: 'bug',
    class: 'bug',
    family: 'rust-panic',
    cues: ['panicked at '],
    header: /^rust_kernel: panicked at /,
    title: 'Rust panic in {function}',
    end: 'mark',
    guilty: 'backtrace',
    absorbs: ['bug', ...die],
  },
  // lib/bug.c report_bug(), then the die line "invalid opcode" or "Oops - BUG"
  {
    kind: 'bug',
    part: 'bug',
    class: 'bug',
    family: 'bug',
    cues: ['kernel BUG at '],
    header: /^(?:\[[^\]]*\] )?[Kk]ernel BUG at ([^:\s]+)(?::\d+!?| \[)/,
    title: 'kernel BUG in {function}',
    end: 'mark',
    guilty: 'trace',
    absorbs: die,
  },
  // arch/x86/kernel/traps.c exc_double_fault()
  {
    kind: 'oops',
    class: 'crash',
    family: 'double-fault',
    cues: ['PANIC: double fault'],
    header: /^(?:traps: )?PANIC: double fault/,
    title: 'double fault in {function}',
    end: 'mark',
    guilty: 'trace',
    absorbs: [...die, 'panic'],
  },
  // arch/x86/kernel/traps.c handle_stack_overflow(); the point where the stack ended is anywhere in the recursion
  {
    kind: 'oops',
    class: 'crash',
    family: 'stack-overflow',
    cues: ['stack guard page was hit'],
    header: /^BUG: (?:[\w#]+ )?stack guard page was hit/,
    title: 'stack guard page was hit in {function}',
    end: 'mark',
    guilty: 'entry',
    absorbs: die,
  },
  // arch/arm64/kernel/traps.c panic_bad_stack()
  {
    kind: 'oops',
    class: 'crash',
    family: 'stack-overflow',
    cues: ['nsufficient stack space'],
    header: /^Insufficient stack space to handle exception/,
    title: 'kernel stack overflow in {function}',
    end: 'mark',
    guilty: 'entry',
    absorbs: [...die, 'panic'],
  },
  {
    kind: 'oops',
    part: 'die',
    class: 'crash',
    family: 'stack-overflow',
    cues: [' [#'],
    header: /^(?:Oops: )?(?:kernel stack overflow|stack guard page|stack-overflow)[^:]{0,80}: [0-9a-f]{4} \[#\d+\]/,
    title: 'kernel stack overflow in {function}',
    end: 'mark',
    guilty: 'entry',
  },
  // arch/x86/kernel/dumpstack.c __die_header(): 6.12 puts "Oops: " before every one
  {
    kind: 'oops',
    part: 'die',
    class: 'crash',
    family: 'bad-access',
    cues: [' [#'],
    header: /^(?:Oops: )?general protection fault[^[\]]{0,160}: [0-9a-f]{4} \[#\d+\]/,
    title: 'general protection fault in {function}',
    end: 'mark',
    guilty: 'trace',
  },
  {
    kind: 'oops',
    part: 'die',
    class: 'crash',
    family: 'die',
    cues: [' [#'],
    header:
      /^(?:Oops: )?([A-Za-z][^:[\]]{0,120}?)(?:, probably for [^:]{0,80}|, maybe for [^:]{0,80}|, sig)?: [0-9a-f]{1,4}(?: ilc:\d)? \[#\d+\]/,
    title: '{1} in {function}',
    end: 'mark',
    guilty: 'trace',
  },
  // riscv: arch/riscv/kernel/traps.c die(); mips: arch/mips/kernel/traps.c die() puts the count before the colon
  {
    kind: 'oops',
    part: 'die',
    class: 'crash',
    family: 'die',
    cues: ['[#'],
    header:
      /^(Oops|Kernel bug detected|Reserved instruction[\w ]{0,40}|Kernel unaligned[\w ]{0,40}|[\w -]{4,60} in kernel code)(?: - [\w ]{1,60})?:? ?\[#\d+\]/,
    title: '{1} in {function}',
    end: 'mark',
    guilty: 'trace',
  },
  // arch/arm64/kernel/traps.c die(), arch/arm/kernel/traps.c
  {
    kind: 'oops',
    part: 'die',
    class: 'crash',
    family: 'bad-access',
    cues: ['Internal error: '],
    header: /^Internal error: ([^:]{0,80}): [0-9a-f]{1,16} \[#\d+\]/,
    title: 'Internal error: {1} in {function}',
    end: 'mark',
    guilty: 'trace',
  },
  // kernel/panic.c panic(): some have a place of their own
  {
    kind: 'panic',
    part: 'panic',
    class: 'crash',
    family: 'stack-overflow',
    cues: ['Kernel panic - not syncing'],
    header: /^Kernel panic - not syncing: (corrupted stack end)/,
    title: 'kernel panic: {1} in {function}',
    end: 'mark',
    guilty: 'entry',
  },
  {
    kind: 'panic',
    part: 'panic',
    class: 'crash',
    family: 'stack-protector',
    cues: ['Kernel panic - not syncing'],
    header: /^Kernel panic - not syncing: stack-protector: Kernel (stack is corrupted) in/,
    title: 'kernel panic: {1} in {function}',
    end: 'mark',
    guilty: 'trace',
  },
  {
    kind: 'panic',
    part: 'panic',
    class: 'crash',
    family: 'panic',
    cues: ['Kernel panic - not syncing'],
    header: /^Kernel panic - not syncing: (.+)/,
    title: 'kernel panic: {1}',
    end: 'mark',
    guilty: 'backtrace',
    byMessage: true,
  },
];
