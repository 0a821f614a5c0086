import type { Phase } from '../kinds/guest/stages.ts';
import type { Ending, GuestRecord } from '../records/run/guest.ts';
import type { GuestReport } from './guestReport.ts';
import type { ConsoleReading } from './reader.ts';

/** Reports after which the kernel goes on with a killed task at best (die() in arch/x86/kernel/dumpstack.c). */
const oopses: ReadonlySet<string> = new Set(['oops', 'bug']);
/** Reports of something that does not go on. */
const stalls: ReadonlySet<string> = new Set([
  'hung-task',
  'soft-lockup',
  'hard-lockup',
  'rcu-stall',
  'workqueue-lockup',
]);
/** Phases that user space reaches; `boot` is reported by init itself. */
const last: Phase = 'done';

export interface EndingFacts {
  guest: Pick<GuestRecord, 'exitCode' | 'signal' | 'stopped'>;
  console: Pick<ConsoleReading, 'observations' | 'kernelSpoke' | 'panicked'>;
  report: Pick<GuestReport, 'phases'>;
}

/**
 * How a guest ended. What the kernel says of itself comes before what QEMU or the clock say:
 * a panic, then an oops, outrank everything, also a report that came to its end.
 * A guest that QEMU took down with it (`killed`) is told apart from one that stopped by itself, because that is
 * trouble of the machine and not of the kernel.
 */
export function endingOf({ guest, console, report }: EndingFacts): Ending {
  if (console.panicked) return 'panicked';
  const kinds = console.observations.flatMap((each) => (each.type === 'splat' ? [each.kind] : []));
  if (kinds.some((each) => oopses.has(each))) return 'oopsed';
  if (report.phases.includes(last)) return 'finished';
  const died = guest.stopped === undefined && (guest.signal !== undefined || (guest.exitCode ?? 0) !== 0);
  if (!console.kernelSpoke && report.phases.length === 0) return died ? 'killed' : 'never-booted';
  if (report.phases.includes('stuck') || kinds.some((each) => stalls.has(each))) return 'hung';
  if (died) return 'killed';
  if (report.phases.length === 0) return 'silent';
  // Without a time limit, QEMU ended well by itself: a triple fault under -no-reboot looks like this.
  return guest.stopped === undefined ? 'silent' : 'timed-out';
}
