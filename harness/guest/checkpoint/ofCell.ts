import type { Tell } from '../../records/events.ts';
import { type CellGuest, checkpointGuest } from '../cellGuest.ts';
import { checkpointKey } from '../cellKey.ts';
import { checkpointsOf, icountOf } from '../machine.ts';
import { type NeverThere, provideCheckpoint } from './provide.ts';
import type { OpenCheckpoint } from './store.ts';

/**
 * Opens the checkpoint from which a cell goes on, and all cells of its tree, device and file system; makes it where it is
 * not there.
 * @returns undefined where cells run from power-on: on the native engine, and on a machine without checkpoints
 */
export async function openCellCheckpoint(
  guest: CellGuest,
  { cache, tell, signal }: { cache: string; tell: Tell; signal?: AbortSignal },
): Promise<OpenCheckpoint | NeverThere | undefined> {
  const { inputs } = guest;
  const stop = checkpointsOf(inputs.machine, inputs.accelerator);
  if (stop === undefined) return undefined;
  const { tree, device, filesystem } = inputs.cell;
  return provideCheckpoint({
    cache,
    key: checkpointKey(inputs),
    subject: `${tree}/${device}/${filesystem}`,
    stopping: { shift: icountOf(inputs.machine).shift.boots, stop },
    guest: checkpointGuest(guest),
    tell,
    ...(signal && { signal }),
  });
}
