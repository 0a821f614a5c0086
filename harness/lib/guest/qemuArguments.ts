import type { Accelerator } from '../../records/guest.ts';
import type { Device, Machine } from '../../records/vm.ts';

/** What distinguishes one guest from another. */
export interface GuestRequest {
  accelerator: Accelerator;
  machine: Machine;
  vmlinux: string;
  image: string;
  device?: Device;
  /** fw_cfg files opt/pinproof/NAME: prepare, cell. */
  parameters: Record<string, Record<string, string | number>>;
  /** A person is at the console: QEMU's monitor shares it, and Ctrl-C goes to the guest. */
  interactive?: boolean;
}

export const qemu = 'qemu-system-x86_64';

/** The guest's report and its console, in the folder where QEMU runs. */
export const reportName = 'report.ktap';
export const consoleName = 'console.log';

/** The whole command line of a guest, without the program's name. */
export function qemuArguments(request: GuestRequest): string[] {
  return [
    ...fixedArguments(request.machine),
    ...request.machine.accelerators[request.accelerator].qemu,
    ...kernelArguments(request),
    // The console is ttyS0, the guest's own report ttyS1. A relative path: pasted, the command works in any folder.
    '-serial',
    request.interactive ? 'mon:stdio' : 'stdio',
    '-serial',
    `file:${reportName}`,
    ...parameterArguments(request.parameters),
  ];
}

/** Nothing that a user's configuration or QEMU's defaults could add: no disk, no network, no display. */
function fixedArguments({ memory }: Machine): string[] {
  return ['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-m', memory];
}

function kernelArguments({ accelerator, vmlinux, image, machine, device }: GuestRequest): string[] {
  const line = [...machine.kernel, ...machine.accelerators[accelerator].kernel, ...(device?.kernel ?? [])].join(' ');
  return ['-kernel', vmlinux, '-initrd', image, '-append', line];
}

function parameterArguments(parameters: GuestRequest['parameters']): string[] {
  return Object.entries(parameters).flatMap(([name, values]) => {
    const words = Object.entries(values).map(([key, value]) => `${key}=${value}`);
    // QEMU reads a doubled comma as one.
    return ['-fw_cfg', `name=opt/pinproof/${name},string=${words.join(' ').replaceAll(',', ',,')}`];
  });
}

/** A command line as a person would paste it into a shell. */
export function shellCommand(file: string, args: readonly string[]): string {
  return [file, ...args]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
