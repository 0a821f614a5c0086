import { failureKindOf } from '../kinds/failureKinds.ts';
import type { Failure } from '../records/run/verdict.ts';

/** Puts a failure into a few words: `42 guard tag errors`, `fdatasync EIO 7 of 40`, `WARNING in f (mm/gup.c:220, 3 times)`. */
export function describeFailure({ kind, count, detail, line }: Failure): string {
  const { words } = failureKindOf(kind);
  if (words !== undefined) {
    return `${count.toLocaleString('en')} ${words.replace(/\{(\w+)\}/, count === 1 ? '' : '$1')}`;
  }
  const repeated = count > 1 && (kind.startsWith('splat:') || kind === 'stall');
  const more = [...(line === undefined ? [] : [line]), ...(repeated ? [`${count} times`] : [])];
  return more.length === 0 ? detail : `${detail} (${more.join(', ')})`;
}
