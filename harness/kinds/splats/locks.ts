import type { SplatFormat, SplatKind } from './format.ts';

export const lockKinds = {
  lockdep: { detector: 'sanitisers', gravity: 'splat', silences: ['lockdep'] },
  'atomic-sleep': { detector: 'sanitisers', gravity: 'splat' },
} satisfies Record<string, SplatKind>;

type Kind = keyof typeof lockKinds;

const stackBacktrace = /^stack backtrace:/;

/** Lock dependency checks, and the locks' own. */
export const lockFormats: readonly SplatFormat<Kind>[] = [
  // kernel/locking/lockdep.c; the rule comes before the header. Up to 4.11 in brackets: `[ INFO: ... ]`, `[ BUG: ... ]`.
  ...(
    [
      [' detected', 'possible (?:circular|recursive) locking', 'possible deadlock', 'deadlock', 'acquire lock'],
      [
        ' detected',
        'possible irq lock inversion dependency',
        'possible irq lock inversion',
        'deadlock',
        'changed the state of lock',
      ],
      [
        ' detected',
        '\\S+-safe -> \\S+-unsafe lock order',
        'irq-unsafe lock order',
        'deadlock',
        'which became \\S+-safe at:',
      ],
      ['inconsistent lock state', 'inconsistent lock state', 'inconsistent lock state', 'lock-state', 'takes:'],
      [' detected', 'bad unlock balance detected!', 'bad unlock balance', 'unlock-balance', 'trying to release lock'],
      [' detected', 'bad contention detected!', 'bad contention', 'contention', 'trying to contend lock'],
      ['held lock freed', 'held lock freed!', 'held lock freed', 'held-lock', 'with a lock still held there'],
      [
        'ested lock was not taken',
        'Nested lock was not taken',
        'nested lock was not taken',
        'nested-lock',
        'trying to lock',
      ],
      ['nvalid wait context', 'Invalid wait context', 'invalid wait context', 'lock-bug', 'trying to lock'],
      ['chain_key collision', 'chain_key collision', 'lock chain key collision', 'chain-key', 'is trying'],
    ] as const
  ).map(
    ([cue, words, title, family, line]): SplatFormat<Kind> => ({
      kind: 'lockdep',
      class: 'lockdep',
      family,
      cues: [cue],
      header: new RegExp(`^(?:WARNING: |\\[ (?:BUG|INFO): |INFO: )(?:${words})`),
      title: `${title} in {function}`,
      end: 'trace',
      guilty: 'lock',
      traceAfter: stackBacktrace,
      lockLine: new RegExp(line),
    }),
  ),
  // kernel/locking/lockdep.c lockdep_rcu_suspicious()
  {
    kind: 'lockdep',
    class: 'lockdep',
    family: 'rcu-usage',
    cues: ['suspicious RCU usage'],
    header: /^(?:WARNING: |\[ INFO: |INFO: )suspicious RCU usage/,
    title: 'suspicious RCU usage in {function}',
    end: 'trace',
    guilty: 'backtrace',
    traceAfter: stackBacktrace,
  },
  // kernel/locking/lockdep.c lockdep_sys_exit(), debug_check_no_locks_held()
  {
    kind: 'lockdep',
    class: 'lockdep',
    family: 'lock-held',
    cues: ['lock held when returning', 'still has locks held', 'lock held at task exit'],
    header:
      /^(?:WARNING: |\[ BUG: )(?:(lock held when returning to user space)!|.{1,40} (still has locks held)!|(lock held at task exit time)!)/,
    title: '{1}{2}{3} in {function}',
    examples: ['lock held when returning to user space', 'still has locks held', 'lock held at task exit time'],
    end: 'lines',
    guilty: 'lock',
    lockLine: /locks? held by/,
  },
  // register_lock_class()
  {
    kind: 'lockdep',
    class: 'lockdep',
    family: 'lock-key',
    cues: ['non-static key'],
    header: /^INFO: trying to register non-static key/,
    title: 'trying to register non-static key in {function}',
    end: 'trace',
    guilty: 'backtrace',
  },
  // lockdep's own limits
  {
    kind: 'lockdep',
    class: 'lockdep',
    family: 'lockdep-limit',
    cues: [' too low!'],
    header: /^BUG: (MAX_\w+) too low!/,
    title: 'lockdep: {1} too low',
    end: 'trace',
    guilty: 'none',
  },
  // kernel/locking/spinlock_debug.c spin_bug(), rwlock_bug()
  {
    kind: 'lockdep',
    class: 'lockdep',
    family: 'lock-debug',
    cues: ['BUG: spinlock', 'BUG: rwlock'],
    header: /^BUG: ((?:spin|rw)lock [\w -]+?) on (?:CPU|UP)/,
    title: '{1} in {function}',
    examples: ['spinlock bad magic', 'spinlock already unlocked', 'rwlock bad magic'],
    end: 'trace',
    guilty: 'backtrace',
  },
  // lib/smp_processor_id.c check_preemption_disabled()
  {
    kind: 'lockdep',
    class: 'lockdep',
    family: 'preemptible',
    cues: [' in preemptible '],
    header: /^BUG: using (\w+)\(\) in preemptible /,
    title: 'using {1}() in preemptible code in {function}',
    examples: ['smp_processor_id', '__this_cpu_add'],
    end: 'trace',
    guilty: 'backtrace',
  },
  // kernel/workqueue.c process_one_work(): "last function: " in 6.1, "workfn=" in 6.12
  {
    kind: 'lockdep',
    class: 'lockdep',
    family: 'work-leak',
    cues: ['BUG: workqueue leaked'],
    header: /^BUG: workqueue leaked/,
    title: 'workqueue leaked lock or atomic in {function}',
    end: 'trace',
    guilty: 'lock',
    lockLine: /last function:|workfn=/,
  },
  // kernel/sched/core.c __might_resched(), __schedule_bug()
  {
    kind: 'atomic-sleep',
    class: 'atomic-sleep',
    family: 'atomic-sleep',
    cues: ['sleeping function called from invalid context'],
    header: /^BUG: sleeping function called from invalid context/,
    title: 'sleeping function called from invalid context in {function}',
    end: 'trace',
    guilty: 'backtrace',
  },
  {
    kind: 'atomic-sleep',
    class: 'atomic-sleep',
    family: 'atomic-sleep',
    cues: ['BUG: scheduling while atomic'],
    header: /^BUG: scheduling while atomic:/,
    title: 'scheduling while atomic in {function}',
    end: 'trace',
    guilty: 'backtrace',
  },
];
