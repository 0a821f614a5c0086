/** Lines that stand in a report outside its backtraces (arch/x86/kernel/dumpstack.c, process_64.c; kernel/panic.c). */
export const reportLine = new RegExp(
  [
    '^\\s+\\S',
    '^(?:RIP|RSP|RAX|RBX|RCX|RDX|RSI|RDI|RBP|R\\d\\d|CR\\d|DR\\d|FS|CS|DS|ES|PKRU|EFLAGS|Code|EIP|EAX|ESP|NIP|REGS|MSR|GPR\\d\\d|LR|e?pc|lr|ra|sp|status|x\\d+)\\s*:?\\s',
    '^(?:CPU|Hardware name|Workqueue|Comm|PID|Tainted|Modules linked in|last unloaded|Call [Tt]race|Kernel Offset|Code|Process|Stack|pstate)[:\\s]',
    '^(?:irq event stamp|hardirqs last|softirqs last|stack backtrace|Preemption disabled|INFO: lockdep is turned off)',
    '^(?:no locks held|\\d+ locks? held|Showing all locks|#\\d+:|#PF|PGD|Oops|note:|NMI backtrace|Sending NMI|rcu:|page:|flags:|raw:)',
    '^(?:in_atomic|preempt_count|RCU nest depth|task:|Mem abort|ESR|SET|EA|FSC|Data abort|ISV|CM|swapper pgtable|user pgtable)\\b',
    '^(?:\\S+\\s+[RSDIXTZ]\\s+|Task dump for CPU|Exception stack|Dumping ftrace buffer|Instruction dump|backtrace:|Backtrace:)',
    '^[0-9a-f]{4}:\\s+\\S',
    '^---\\[ ',
  ].join('|'),
);
