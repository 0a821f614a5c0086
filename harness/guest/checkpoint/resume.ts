import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GuestRecord } from '../../records/run/guest.ts';
import { infrastructureError } from '../../text/errors.ts';
import { type GuestRun, runGuest } from '../guest.ts';
import { memoryName } from '../qemu/arguments.ts';
import type { Qmp } from '../qemu/qmp.ts';
import { withClock } from './clock.ts';
import { capabilities, migrated } from './make.ts';
import { stateName } from './record.ts';
import type { OpenCheckpoint } from './store.ts';

/** How a guest goes on: an instruction takes 2^shift ns, and its clock has jumped by `skewNs` nanoseconds. */
export interface Onward {
  shift: number;
  skewNs: number;
}

/**
 * Runs a guest from a checkpoint to its end, as runGuest() does from power-on.
 * @param loaded called when the state is there and no instruction has run yet; the guest runs when it returns
 */
export async function resumeGuest(
  run: Omit<GuestRun, 'converse' | 'before'>,
  checkpoint: OpenCheckpoint,
  { shift, skewNs }: Onward,
  loaded: (qmp: Qmp) => Promise<void> = async (qmp) => {
    // The stream says that the guest has panicked, which is how it stopped itself, so QEMU does not start it.
    await qmp.execute('cont');
  },
): Promise<GuestRecord> {
  const state = join(run.folder, stateName);
  const memory = join(run.folder, memoryName);
  try {
    await writeFile(state, withClock(checkpoint.state, { now: checkpoint.now + BigInt(skewNs), shift }));
    await rm(memory, { force: true });
    await symlink(checkpoint.memory, memory);
    return await runGuest({
      ...run,
      writes: [checkpoint.memory],
      before: { console: checkpoint.console, report: checkpoint.report },
      converse: async (qmp) => {
        await qmp.execute('migrate-set-capabilities', { capabilities });
        // A guest that has moved tells the network, five times within a second of the host's. There is no network, but
        // where processors take turns, their turns end when any timer of the host's is due (icount_get_limit()).
        await qmp.execute('migrate-set-parameters', { 'announce-rounds': 0 });
        await qmp.execute('migrate-incoming', { uri: `exec:cat ${stateName}` });
        if (!(await migrated(qmp))) throw infrastructureError({ what: 'QEMU does not take the state of the guest' });
        await loaded(qmp);
      },
    });
  } finally {
    await rm(state, { force: true });
    await rm(memory, { force: true });
  }
}
