import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputOf } from '../../host/exec.ts';
import type { GuestRecord } from '../../records/run/guest.ts';
import { writeRecord } from '../../store/records.ts';
import { infrastructureError } from '../../text/errors.ts';
import { type GuestRun, runGuest } from '../guest.ts';
import { memoryName } from '../qemu/arguments.ts';
import { type Qmp, QmpClosed } from '../qemu/qmp.ts';
import { areOthersIdle, type Stop, stoppedAt } from './clock.ts';
import { type CheckpointRecord, recordName, stateName, storedMemoryName } from './record.ts';

/** Of QEMU's: the memory is in a file that both sides map, and is not sent. */
export const capabilities = [
  { capability: 'x-ignore-shared', state: true },
  { capability: 'events', state: true },
];

/** Waits for the end of a migration. @returns whether it went well */
export async function migrated(qmp: Qmp): Promise<boolean> {
  const { data } = await qmp.event(
    ({ event, data }) => event === 'MIGRATION' && (data['status'] === 'completed' || data['status'] === 'failed'),
  );
  return data['status'] === 'completed';
}

/** How a guest stops for its checkpoint: an instruction takes 2^shift ns, and its registers say when it was. */
export interface Stopping {
  shift: number;
  stop: Stop;
}

/**
 * Waits until a guest has stopped itself.
 * @returns its time, in nanoseconds; undefined where it ended by itself, or was ended: its console says why
 */
async function stopped(qmp: Qmp, { shift, stop }: Stopping): Promise<bigint | undefined> {
  try {
    for (;;) {
      await qmp.event(({ event }) => event === 'STOP');
      const registers = String(await qmp.execute('human-monitor-command', { 'command-line': 'info registers -a' }));
      if (areOthersIdle(registers, stop)) return stoppedAt(registers, shift, stop);
      await qmp.execute('cont');
    }
  } catch (error) {
    if (error instanceof QmpClosed) return undefined;
    throw error;
  }
}

/**
 * Runs a guest up to its checkpoint and puts the checkpoint into `run.folder`: the state, the memory compressed and as
 * the file memoryName, the console and the report so far, and a record, written last.
 * @returns the record; or, where the guest ended without coming there, how it ended
 */
export async function makeCheckpoint(
  run: Omit<GuestRun, 'converse'>,
  stopping: Stopping,
): Promise<CheckpointRecord | { guest: GuestRecord }> {
  let now: bigint | undefined;
  const guest = await runGuest({
    ...run,
    converse: async (qmp) => {
      const time = await stopped(qmp, stopping);
      if (time === undefined) return;
      await qmp.execute('migrate-set-capabilities', { capabilities });
      // QEMU 7.2 has no file: URI.
      await qmp.execute('migrate', { uri: `exec:cat>${stateName}` });
      if (!(await migrated(qmp))) throw infrastructureError({ what: 'QEMU cannot save the state of the guest' });
      now = time;
      await qmp.execute('quit').catch((error) => {
        if (!(error instanceof QmpClosed)) throw error;
      });
    },
  });
  if (now === undefined) return { guest };
  const options = { cwd: run.folder, ...(run.signal && { signal: run.signal }) };
  await outputOf('zstd', ['-q', '-1', '-T0', memoryName, '-o', storedMemoryName], options);
  const state = await readFile(join(run.folder, stateName));
  const record: CheckpointRecord = {
    format: 'pinproof.checkpoint/1',
    qemu: run.qemuVersion,
    now: String(now),
    stateHash: createHash('sha256').update(state).digest('hex'),
    seconds: guest.seconds,
  };
  await writeRecord(join(run.folder, recordName), record);
  return record;
}
