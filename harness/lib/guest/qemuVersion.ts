import { infrastructureError } from '../errors.ts';
import { outputOf } from '../exec.ts';
import { qemu } from './qemuArguments.ts';

/** QEMU's version with its package's, such as `7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)`. */
export async function qemuVersionOf(): Promise<string> {
  const text = await outputOf(qemu, ['--version']);
  const version = /^QEMU emulator version (.+)$/m.exec(text)?.[1];
  if (version === undefined)
    throw infrastructureError({ what: 'it does not tell its version', where: `${qemu} --version`, why: text });
  return version;
}
