import type { Device, Machine } from '../../records/inputs/vm.ts';
import type { Accelerator } from '../../records/run/guest.ts';
import { consoleName, reportName, traceName } from '../../store/guestFiles.ts';
import { inputError } from '../../text/errors.ts';
import { icountOf, kernelWords } from '../machine.ts';
import { processorsOf } from './version.ts';

/** What distinguishes one guest from another. */
export interface GuestRequest {
  accelerator: Accelerator;
  machine: Machine;
  /** As qemuVersionOf() returns it. */
  qemuVersion: string;
  /** What QEMU boots. */
  kernel: string;
  image: string;
  /** A plugin for QEMU to load. */
  plugin?: string;
  device?: Device;
  /** fw_cfg files opt/pinproof/NAME: prepare, cell. */
  parameters: Record<string, Record<string, string | number>>;
  /** A person is at the console: QEMU's monitor shares it, and Ctrl-C goes to the guest. */
  interactive?: boolean;
  /** Absent: it boots and runs to its end. */
  role?: Role;
  /** With -icount an instruction takes 2^shift ns; absent: as the machine says for guests that boot. */
  shift?: number;
  /** The guest's trace goes to trace.log. */
  traced?: boolean;
  /** Writes all that comes from outside the guest into the file recordingName, or takes it from there. */
  recording?: 'record' | 'replay';
}

/**
 * `prepare`: the guest stops at its checkpoint, and its memory is in the file memoryName, where it stays.
 * `resume`: it waits for the state of a checkpoint, whose memory it maps and copies on write.
 */
export type Role = 'prepare' | 'resume';

/** In the folder where QEMU runs, beside what every guest leaves (store/guestFiles.ts): its memory, and a recording. */
export const memoryName = 'ram';
export const recordingName = 'recording';

/**
 * A guest that goes on from a checkpoint reads its parameters live, but their size is the one with which the checkpoint
 * was made, filled up with blanks. A guest that boots has them as long, so that it does the same to the instruction.
 */
const cellSize = 512;

/** The whole command line of a guest, without the program's name. */
export function qemuArguments(request: GuestRequest): string[] {
  return [
    ...fixedArguments(request.machine),
    ...acceleratorArguments(request),
    ...kernelArguments(request),
    ...portArguments(request),
    ...checkpointArguments(request),
    ...parameterArguments(request),
  ];
}

/** Nothing that a user's configuration or QEMU's defaults could add: no disk, no network, no display. */
function fixedArguments({ qemu, memory }: Machine): string[] {
  return ['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', ...qemu.arguments, '-m', memory];
}

/** What only one accelerator gets. */
function wordsOf(machine: Machine, accelerator: Accelerator): Machine['accelerators']['kvm'] {
  return accelerator === 'icount' ? icountOf(machine) : machine.accelerators[accelerator];
}

function acceleratorArguments({ accelerator, machine, qemuVersion, shift, recording, plugin }: GuestRequest): string[] {
  const processors = processorsOf(machine, accelerator, qemuVersion);
  return [
    ...wordsOf(machine, accelerator).qemu,
    ...(accelerator === 'icount' ? ['-icount', countArgument(shift ?? icountOf(machine).shift.boots, recording)] : []),
    // A kernel without ACPI may count by a table of the firmware's that tells one processor for each socket.
    '-smp',
    `${processors},sockets=${processors}`,
    ...(plugin === undefined ? [] : ['-plugin', plugin]),
  ];
}

/** sleep=off: time in which the guest is idle is skipped. */
function countArgument(shift: number, recording: GuestRequest['recording']): string {
  return `shift=${shift},sleep=off${recording === undefined ? '' : `,rr=${recording},rrfile=${recordingName}`}`;
}

function kernelArguments({ accelerator, kernel, image, machine, device }: GuestRequest): string[] {
  const line = [...kernelWords(machine), ...wordsOf(machine, accelerator).kernel, ...(device?.kernel ?? [])].join(' ');
  return ['-kernel', kernel, '-initrd', image, '-append', line];
}

/**
 * The ports of the guest: its console, its own report, and its trace. Relative paths: pasted, the command works in any
 * folder. QEMU itself writes to them: a stream of Node's takes what it can, the guest's serial port then waits for the
 * host, and under -icount the same cell no longer gives the same console.
 */
function portArguments({ machine: { ports }, interactive, traced }: GuestRequest): string[] {
  const toFile = (id: 'console' | 'report' | 'trace', path: string): string[] => [
    '-chardev',
    `file,id=${id},path=${path},append=on`,
    ...portOf(ports[id], id),
  ];
  // The port is there whether or not anything listens: the hardware is the same.
  const unheard =
    ports.trace.model === undefined
      ? ['-serial', 'null']
      : ['-chardev', 'null,id=trace', ...portOf(ports.trace, 'trace')];
  return [
    ...(interactive ? ['-serial', 'mon:stdio'] : toFile('console', consoleName)),
    ...toFile('report', reportName),
    ...(traced ? toFile('trace', traceName) : unheard),
  ];
}

/** A port whose other end is a character device of QEMU's. */
function portOf({ model }: Partial<Machine['ports']['trace']>, chardev: string): string[] {
  return model === undefined ? ['-serial', `chardev:${chardev}`] : ['-device', `${model},chardev=${chardev}`];
}

/** The device is always there, so that a checkpoint's hardware is that of a guest that boots. */
function checkpointArguments({ machine, role }: GuestRequest): string[] {
  if (machine.checkpoints === undefined) return [];
  const device = ['-device', 'pvpanic-pci', '-action', role === 'prepare' ? 'panic=pause' : 'panic=none'];
  if (role === undefined) return device;
  const share = role === 'prepare' ? 'on' : 'off';
  return [
    ...device,
    '-object',
    `memory-backend-file,id=ram,size=${machine.memory},mem-path=${memoryName},share=${share}`,
    '-machine',
    'memory-backend=ram',
    '-qmp',
    'stdio',
    ...(role === 'resume' ? ['-incoming', 'defer'] : []),
  ];
}

function parameterArguments({ parameters, interactive }: GuestRequest): string[] {
  return Object.entries(parameters).flatMap(([name, values]) => {
    const words = Object.entries(values)
      .map(([key, value]) => `${key}=${value}`)
      .join(' ');
    if (words.length > cellSize)
      throw inputError({
        what: `the parameters of a cell are ${words.length} characters; there is room for ${cellSize}`,
        why: `${words.slice(0, 80)}...`,
      });
    const text = name === 'cell' && !interactive ? words.padEnd(cellSize) : words;
    // QEMU reads a doubled comma as one.
    return ['-fw_cfg', `name=opt/pinproof/${name},string=${text.replaceAll(',', ',,')}`];
  });
}
