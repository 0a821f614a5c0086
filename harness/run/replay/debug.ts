import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { infrastructureError } from '../../lib/errors.ts';
import { failIfMissing, outputOf, start } from '../../lib/exec.ts';
import { type Qmp, QmpClosed } from '../../lib/guest/qmp.ts';
import { type CellGuest, runCellGuest } from '../cellGuest.ts';
import type { OpenCheckpoint } from '../checkpoint/store.ts';
import { gdbScript, socketName } from './gdbScript.ts';
import type { Point } from './point.ts';

const scriptName = 'commands.gdb';
const snapshotDisk = 'snapshot.qcow2';

/** Arguments with which QEMU waits for gdb, and can go back: the disk holds the state of the start, and is no hardware. */
export const debugArguments = [
  '-gdb',
  `unix:path=${socketName},server=on,wait=off`,
  '-drive',
  `file=${snapshotDisk},if=none,id=snapshots`,
];

/**
 * Replays a recorded cell under gdb, which has the terminal.
 * @param folder holds the recording
 * @param how not interactive: gdb ends when it has printed where the cell stopped
 */
export async function debugCell(
  guest: CellGuest,
  folder: string,
  from: OpenCheckpoint,
  point: Point | 'end',
  { interactive, sources }: { interactive: boolean; sources: string | undefined },
): Promise<void> {
  await writeFile(join(folder, scriptName), gdbScript(point, sources));
  await outputOf('qemu-img', ['create', '-q', '-f', 'qcow2', snapshotDisk, '1M'], { cwd: folder });
  await runCellGuest(guest, folder, from, {
    recording: 'replay',
    args: debugArguments,
    attended: true,
    loaded: async (qmp) => {
      await keepStart(qmp);
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
