import type { Tell } from '../../records/events.ts';
import { type CellGuest, checkpointGuest } from '../cellGuest.ts';
import { checkpointKey } from '../cellKey.ts';
import { type NeverThere, provideCheckpoint } from './provide.ts';
import type { OpenCheckpoint } from './store.ts';

/** The checkpoint from which a cell goes on, and all cells of its tree, device and file system; made where it is not there. */
export function openCellCheckpoint(
  guest: CellGuest,
  { cache, tell, signal }: { cache: string; tell: Tell; signal?: AbortSignal },
): Promise<OpenCheckpoint | NeverThere> {
  const { inputs } = guest;
  const { tree, device, filesystem } = inputs.cell;
  return provideCheckpoint({
    cache,
    key: checkpointKey(inputs),
    subject: `${tree}/${device}/${filesystem}`,
    shift: inputs.machine.accelerators.icount.shift.boots,
    guest: checkpointGuest(guest),
    tell,
    ...(signal && { signal }),
  });
}
