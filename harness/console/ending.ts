import type { Phase } from '../kinds/guest/stages.ts';
import { splatKinds } from '../kinds/splats/index.ts';
import type { Ending, GuestRecord } from '../records/run/guest.ts';
import type { GuestReport } from './guestReport.ts';
import type { ConsoleReading } from './reader.ts';

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
 * A guest that QEMU took down with it (`killed`) is distinguished from one that stopped by itself, because that is
 * trouble of the machine and not of the kernel.
 */
export function endingOf({ guest, console, report }: EndingFacts): Ending {
  if (console.panicked) return 'panicked';
  const reported = new Set(
    console.observations.map((each) => (each.type === 'splat' ? splatKinds[each.kind]?.ending : undefined)),
  );
  if (reported.has('oopsed')) return 'oopsed';
  if (report.phases.includes(last)) return 'finished';
  const died = guest.stopped === undefined && (guest.signal !== undefined || (guest.exitCode ?? 0) !== 0);
  if (!console.kernelSpoke && report.phases.length === 0) return died ? 'killed' : 'never-booted';
  if (report.phases.includes('stuck') || reported.has('hung')) return 'hung';
  if (died) return 'killed';
  if (report.phases.length === 0) return 'silent';
  // Without a time limit, QEMU ended well by itself: a triple fault under -no-reboot looks like this.
  return guest.stopped === undefined ? 'silent' : 'timed-out';
}
