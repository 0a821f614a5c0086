import { outputOf } from '../../host/exec.ts';
import type { Machine } from '../../records/inputs/vm.ts';
import type { Accelerator } from '../../records/run/guest.ts';
import { infrastructureError } from '../../text/errors.ts';

/**
 * Reads the version of a machine's QEMU, with its package's, such as `7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)`.
 * @throws infrastructure error where it is not installed, or prints something else
 */
export async function qemuVersionOf({ qemu: { program } }: Machine): Promise<string> {
  const text = await outputOf(program, ['--version']);
  const version = /^QEMU emulator version (.+)$/m.exec(text)?.[1];
  if (version === undefined)
    throw infrastructureError({ what: 'cannot parse the QEMU version', where: `${program} --version`, why: text });
  return version;
}

/** The first with which two processors come up under -icount: before it they hang (seen with 7.2, not with 10.0). */
const twoCountedSince = [8, 1];

/** How many processors a guest gets: under -icount one, where this QEMU cannot run more. */
export function processorsOf({ processors }: Machine, accelerator: Accelerator, qemuVersion: string): number {
  if (accelerator !== 'icount' || isSince(qemuVersion, twoCountedSince)) return processors;
  return 1;
}

/** @param version as qemuVersionOf() returns it: `7.2.22 (...)` */
function isSince(version: string, [major = 0, minor = 0]: number[]): boolean {
  const [isMajor = 0, isMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return isMajor > major || (isMajor === major && isMinor >= minor);
}
