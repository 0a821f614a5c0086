/** The task a report is about. */
export interface Task {
  /** Its name (comm), as the kernel printed it. */
  name: string;
  pid: number;
}

/** lib/dump_stack.c dump_stack_print_info(); 6.12 puts `UID:` in between. */
const info =
  /^CPU: \d+ (?:UID: \d+ )?PID: (\d+) Comm: (.{0,64}?) (?:Kdump: loaded )?(?:Not tainted|Tainted: ([A-Z ]+)) +\S/;
/** kernel/hung_task.c check_hung_task(); kernel/sched/core.c sched_show_task() since 5.9. */
const hung = /^INFO: task (.{1,64}):(\d+) blocked/;

/** Who ran, if the report says so. */
export function taskOf(body: readonly string[]): Task | undefined {
  for (const line of body) {
    const blocked = hung.exec(line);
    if (blocked !== null) return { name: blocked[1] ?? '', pid: Number(blocked[2]) };
    const found = info.exec(line);
    if (found !== null) return { name: found[2] ?? '', pid: Number(found[1]) };
  }
  return undefined;
}

/** The kernel's taint flags (Documentation/admin-guide/tainted-kernels.rst), such as `G W`; empty: not tainted. */
export function taintOf(body: readonly string[]): string | undefined {
  for (const line of body) {
    const found = info.exec(line);
    if (found !== null) return (/^(?:[A-Z] *)+/.exec(found[3] ?? '')?.[0] ?? '').trim().replace(/ +/g, ' ');
  }
  return undefined;
}
