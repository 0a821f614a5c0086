/**
 * Functions that only put a task to sleep or take a lock for somebody: who called them says what is waited for. Each
 * pattern is for the whole name (6.1 and 6.12: kernel/sched, kernel/locking, mm/filemap.c).
 */
const generic: readonly RegExp[] = [
  /(__)?schedule|schedule_(timeout|hrtimeout|preempt_disabled|idle)\w*|io_schedule\w*|preempt_schedule\w*|context_switch/,
  /(__)?cond_resched\w*|msleep\w*|usleep_range\w*|do_nanosleep|hrtimer_nanosleep/,
  /bit_wait\w*|(__)?wait_on_bit\w*|out_of_line_wait_on_bit\w*|prepare_to_wait\w*|do_wait_intr\w*|wait_woken/,
  /(__|do_)?wait_for_(common\w*|completion\w*)/,
  /folio_wait_bit\w*|wait_on_page_bit\w*|(__)?folio_lock\w*|(__)?lock_page\w*/,
  /(__)?(mutex_lock|ww_mutex_lock|rt_mutex_lock|rt_mutex_slowlock)\w*|(__)?down(_read|_write)?(_\w+)?|rwsem_down_\w+/,
  /percpu_(down|rwsem)_\w+|(__)?percpu_rwsem_wait|(__)?percpu_down_\w+/,
];
const isGeneric = new RegExp(`^(?:${generic.map(({ source }) => source).join('|')})$`);

/** `[<0>] func.isra.0+0x12/0x34 [module]`, as /proc/PID/stack prints it (fs/proc/base.c), or the bare name. */
const named = /^\s*(?:\[<\w+>\]\s*)?([A-Za-z_]\w*)/;

/**
 * The function that a sleeper waits in: the innermost frame that is not about sleeping as such.
 * @param stack innermost first.
 * @returns the innermost function at all where all are generic; undefined where there is none.
 */
export function waiterOf(stack: readonly string[]): string | undefined {
  const names = stack.flatMap((frame) => named.exec(frame)?.[1] ?? []);
  return names.find((name) => !isGeneric.test(name)) ?? names[0];
}
