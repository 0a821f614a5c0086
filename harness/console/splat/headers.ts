import type { SplatFormat } from '../../kinds/splats/format.ts';
import { splatFormats } from '../../kinds/splats/index.ts';

export interface Header {
  format: SplatFormat;
  found: RegExpExecArray;
}

const anyHeader = new RegExp(splatFormats.map(({ header }) => header.source).join('|'));

/** Finds the report that a line begins, if it begins one. */
export function headerOf(text: string): Header | undefined {
  if (!anyHeader.test(text)) return undefined;
  for (const format of splatFormats) {
    const found = format.header.exec(text);
    if (found !== null) return { format, found };
  }
  return undefined;
}
