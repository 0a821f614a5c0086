import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failIfMissing, outputOf, start } from '../../host/exec.ts';
import type { Machine } from '../../records/inputs/vm.ts';
import { infrastructureError } from '../../text/errors.ts';
import { type CellGuest, runCellGuest } from '../cellGuest.ts';
import type { OpenCheckpoint } from '../checkpoint/store.ts';
import { type Qmp, QmpClosed } from '../qemu/qmp.ts';
import { gdbScript, socketName } from './gdbScript.ts';
import type { Point } from './point.ts';

const scriptName = 'commands.gdb';
const snapshotDisk = 'snapshot.qcow2';

/** QEMU waits for gdb. */
const stub = ['-gdb', `unix:path=${socketName},server=on,wait=off`];
/** Holds the state of the start, to go back to, and is no hardware. */
const disk = ['-drive', `file=${snapshotDisk},if=none,id=snapshots`];

export interface Debugging {
  /** Not so: gdb ends when it has printed where the cell stopped. */
  interactive: boolean;
  /** The folder in which the kernel was built, where it is still there. */
  sources: string | undefined;
  /** What gdb calls the machine's registers. */
  registers: NonNullable<Machine['debugger']>;
  /** The cell is replayed from the recording in the folder, and can go back; else it runs once more. */
  recorded: boolean;
}

/** Runs a cell under gdb, which has the terminal. */
export async function debugCell(
  guest: CellGuest,
  folder: string,
  from: OpenCheckpoint,
  point: Point | 'end',
  { interactive, sources, registers, recorded }: Debugging,
): Promise<void> {
  await writeFile(join(folder, scriptName), gdbScript(point, registers, { sources, recorded }));
  if (recorded) await outputOf('qemu-img', ['create', '-q', '-f', 'qcow2', snapshotDisk, '1M'], { cwd: folder });
  await runCellGuest(guest, folder, from, {
    ...(recorded && { recording: 'replay' as const }),
    args: recorded ? [...stub, ...disk] : stub,
    attended: true,
    loaded: async (qmp) => {
      if (recorded) await keepStart(qmp);
      const ways = interactive ? [] : ['-batch'];
      const gdb = start('gdb', ['-q', '-nx', ...ways, '-x', scriptName, guest.vmlinux], {
        cwd: folder,
        stdio: 'inherit',
        reject: false,
        ...(guest.signal && { cancelSignal: guest.signal }),
      });
      failIfMissing('gdb', await gdb);
      // A guest that went on to its end took QEMU with it.
      await qmp.execute('quit').catch((error) => {
        if (!(error instanceof QmpClosed)) throw error;
      });
    },
  });
}

/** To go backwards, QEMU goes back to here and forwards again (QEMU, docs/devel/replay). */
async function keepStart(qmp: Qmp): Promise<void> {
  const said = await qmp.execute('human-monitor-command', { 'command-line': 'savevm start' });
  if (said !== '') throw infrastructureError({ what: 'QEMU cannot keep the state to go back to', why: String(said) });
}
