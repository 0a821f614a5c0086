import { createHash } from 'node:crypto';
import type { SplatFormat } from '../../kinds/splats/format.ts';
import { canonicalName } from '../trace/functions.ts';
import { stable } from './titles.ts';

/**
 * Equal for the same bug, different for another: the family (a bad access is one whether KASAN or the MMU saw it) and
 * the guilty function, whatever wrapper a system call has. Where no function is known, what the header says.
 * @returns 12 hexadecimal digits.
 */
export function fingerprintOf(format: SplatFormat, name: string | undefined, header: RegExpExecArray): string {
  const message = format.byMessage || format.guilty === 'none';
  const where = message ? stable(header[1] ?? '') : canonicalName(name ?? '');
  return createHash('sha256').update(`${format.family}\n${where}`).digest('hex').slice(0, 12);
}
