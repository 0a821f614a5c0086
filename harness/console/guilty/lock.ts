import type { SplatFormat } from '../../kinds/splats/format.ts';
import { frameOf, symbolIn } from '../trace/frame.ts';

/** A lock's place stands a few lines below: lockdep may print it in parts. */
const linesOfLock = 12;

/** Where a lock was taken: the first symbol below the line that says so. */
export function lockSite({ lockLine }: SplatFormat, body: readonly string[]): (string | undefined)[] {
  const at = body.findIndex((line) => lockLine?.test(line));
  if (at === -1) return [];
  const work = /(?:last function: |workfn=)(\w+)/.exec(body[at] ?? '')?.[1];
  const symbols = [work, ...body.slice(at, at + linesOfLock).map(symbolIn)].filter((name) => name !== undefined);
  // "which became HARDIRQ-safe at:" is followed by a backtrace; the others by one place.
  return / at:$/.test(body[at] ?? '') && /became/.test(body[at] ?? '') ? symbols : symbols.slice(0, 1);
}

/** The latest link of lockdep's chain: who took the lock, where it is taken again only by a work item's dispatcher. */
export function chainOf(body: readonly string[]): string[] {
  const from = body.findIndex((line) => /^-> #\d+ /.test(line));
  if (from === -1) return [];
  const to = body.findIndex((line, index) => index > from && /^-> #\d+ |^other info/.test(line));
  return body.slice(from + 1, to === -1 ? undefined : to).flatMap((line) => frameOf(line)?.name ?? []);
}
