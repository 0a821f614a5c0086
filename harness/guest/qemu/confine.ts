import { type Confined, confined } from '../../host/sandbox/confine.ts';

/**
 * What QEMU itself gives up before the guest's first instruction (QEMU, -sandbox; softmmu/qemu-seccomp.c): old system
 * calls, new privileges, other schedulers, and children. Around a checkpoint it needs those: 7.2 has no other way to save
 * and load a guest's state than through a program (`exec:`), which sees no more than QEMU does. No guest sees any of
 * it, so none is in the command that is shown and kept, nor in the key of a cell.
 */
function ownLimits(args: readonly string[]): string[] {
  const spawn = args.includes('-qmp') ? 'allow' : 'deny';
  return ['-sandbox', `on,obsolete=deny,elevateprivileges=deny,spawn=${spawn},resourcecontrol=deny`, '-nic', 'none'];
}

/** Options whose value is a file that QEMU reads. */
const filesOf = ['-kernel', '-initrd', '-plugin'];

/**
 * QEMU, confined: a guest that breaks out of it finds the files that it was started from, the folder that its console
 * goes to, and no network.
 */
export async function confineQemu(run: {
  program: string;
  args: readonly string[];
  folder: string;
  writes?: readonly string[];
}): Promise<Confined> {
  const { program, args, folder, writes = [] } = run;
  const read = args.filter((_, index) => filesOf.includes(args[index - 1] ?? ''));
  const devices = args.includes('kvm') ? ['/dev/kvm'] : [];
  return confined(program, [...ownLimits(args), ...args], { folder, read, write: [folder, ...writes], devices });
}
