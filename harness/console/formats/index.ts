import { bootFormats } from './boots.ts';
import { crashFormats } from './crashes.ts';
import type { SplatFormat } from './format.ts';
import { lockFormats } from './locks.ts';
import { memoryFormats } from './memory.ts';
import { stallFormats } from './stalls.ts';
import { warningFormats } from './warnings.ts';

export type { SplatFormat } from './format.ts';

/**
 * The kernel's bug reports, as data: the first format whose header matches is taken, so the special ones come before
 * the general ones. Where a line is printed is named, and where kernels differ, with the version.
 */
export const splatFormats: readonly SplatFormat[] = [
  ...memoryFormats,
  ...crashFormats,
  ...lockFormats,
  ...stallFormats,
  ...warningFormats,
  ...bootFormats,
];

export interface Header {
  format: SplatFormat;
  found: RegExpExecArray;
}

const anyHeader = new RegExp(splatFormats.map(({ header }) => header.source).join('|'));

/** The report that a line begins, if it begins one. */
export function headerOf(text: string): Header | undefined {
  if (!anyHeader.test(text)) return undefined;
  for (const format of splatFormats) {
    const found = format.header.exec(text);
    if (found !== null) return { format, found };
  }
  return undefined;
}
