import type { SplatFormat, SplatKind } from './format.ts';

const stall: SplatKind = { detector: 'lockups', gravity: 'crash', ending: 'hung' };

export const stallKinds = {
  'soft-lockup': stall,
  'hard-lockup': stall,
  'hung-task': stall,
  'rcu-stall': stall,
  'workqueue-lockup': stall,
} satisfies Record<string, SplatKind>;

/** What does not go on. */
export const stallFormats: readonly SplatFormat<keyof typeof stallKinds>[] = [
  // kernel/rcu/tree_stall.h, tree_exp.h: from 4.19 pr_fmt puts "rcu: " before it
  {
    kind: 'rcu-stall',
    part: 'rcu',
    class: 'hang',
    family: 'stall',
    cues: ['stall'],
    header:
      /^(?:rcu: )?INFO: (rcu_\w+) (?:self-detected stall on CPU|detected (?:expedited )?stalls? on (?:CPUs|tasks))/,
    title: 'RCU stall in {function}',
    end: 'trace',
    guilty: 'entry',
    absorbs: ['rcu'],
  },
  {
    kind: 'rcu-stall',
    part: 'rcu',
    class: 'hang',
    family: 'rcu-starved',
    cues: ['kthread starved for', 'kthread timer wakeup'],
    header: /^(?:rcu: )?\s*(rcu_\w+) kthread (?:timer wakeup didn't happen|starved) for/,
    title: 'RCU kthread starved',
    end: 'trace',
    guilty: 'none',
    absorbs: ['rcu'],
  },
  // kernel/watchdog.c watchdog_timer_fn()
  {
    kind: 'soft-lockup',
    class: 'hang',
    family: 'stall',
    cues: ['BUG: soft lockup'],
    header: /^(?:(?:NMI )?watchdog: )?BUG: soft lockup - CPU#\d+ stuck for/,
    title: 'soft lockup in {function}',
    end: 'trace',
    guilty: 'entry',
  },
  // up to 6.4 kernel/watchdog_hld.c, then kernel/watchdog.c
  {
    kind: 'hard-lockup',
    class: 'hang',
    family: 'stall',
    cues: ['hard LOCKUP'],
    header:
      /^(?:(?:NMI )?watchdog: )?(?:BUG: )?(?:Watchdog detected hard LOCKUP on cpu|CPU\d+: Watchdog detected hard LOCKUP)/,
    title: 'hard lockup in {function}',
    end: 'trace',
    guilty: 'entry',
  },
  // kernel/hung_task.c check_hung_task(); a name may hold anything, a line break too
  {
    kind: 'hung-task',
    class: 'hang',
    family: 'hang',
    cues: ['INFO: task '],
    header: /^INFO: task (?:.{1,64}:\d+ (?:blocked (?:for more than|on an? )|can't die for )|(?!.*:\d).{0,16}$)/,
    title: 'task hung in {function}',
    end: 'trace',
    guilty: 'asleep',
  },
  // kernel/workqueue.c wq_watchdog_timer_fn()
  {
    kind: 'workqueue-lockup',
    class: 'hang',
    family: 'workqueue-lockup',
    cues: ['BUG: workqueue lockup'],
    header: /^BUG: workqueue lockup - pool/,
    title: 'workqueue lockup',
    end: 'lines',
    guilty: 'none',
  },
];
