import { readFileSync } from 'node:fs';

/**
 * Names one process among all that this machine ever runs: its pid, when it began (field 22 of /proc/PID/stat, in clock
 * ticks since boot), and the boot. A pid alone is given again, to another.
 */
export type ProcessId = string;

const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);

/** This process. */
export const self: ProcessId = ownerOf(process.pid, statOf(process.pid)?.began ?? '');

function ownerOf(pid: number, began: string): ProcessId {
  return `${pid}-${began}-${boot}`;
}

/** How an owner stands in a name, as a part of a regular expression. */
export const processIdPattern: string = '\\d+-\\d+-[0-9a-f]{8}';

export const pidOf = (owner: ProcessId): number => Number.parseInt(owner, 10);

/** Whether a process is still there. One that has ended and that nobody has waited for is not: it writes no more. */
export function isAlive(owner: ProcessId): boolean {
  const pid = pidOf(owner);
  const stat = Number.isInteger(pid) ? statOf(pid) : undefined;
  return stat !== undefined && !'ZX'.includes(stat.state) && ownerOf(pid, stat.began) === owner;
}

function statOf(pid: number): { state: string; began: string } | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The name of the program, in brackets, may hold anything; what comes after it is field 3.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, began] = [fields[0], fields[19]];
  return state === undefined || began === undefined ? undefined : { state, began };
}
