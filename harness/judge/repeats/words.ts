import type { Gravity } from '../../kinds/gravity.ts';
import type { Counts } from '../counts.ts';
import type { Rate } from '../statistics/fisherExact.ts';

/** `3 of 20 runs, the base 0 of 20` */
export const ratesInWords = ({ base, candidate }: { base: Rate; candidate: Rate }): string =>
  `${candidate.failures} of ${candidate.runs} runs, the base ${base.failures} of ${base.runs}`;

/** What a run shows that fails so gravely. */
export const gravityWords: Readonly<Record<Gravity, string>> = {
  crash: 'a crash',
  splat: 'a kernel bug report',
  content: 'wrong content',
  integrity: 'a failed checksum',
  stall: 'a stall',
  error: 'a failed call',
  log: 'an error in the log',
};

/** `; left out: base 1 lost, candidate 2 invalid`; empty where all runs count. */
export function leftOutInWords(sides: { base: Counts; candidate: Counts }): string {
  const told = (['base', 'candidate'] as const).flatMap((side) => {
    const each = Object.entries(sides[side].leftOut).filter(([, count]) => count > 0);
    return each.length === 0 ? [] : [`${side} ${each.map(([word, count]) => `${count} ${word}`).join(' and ')}`];
  });
  return told.length === 0 ? '' : `; left out: ${told.join(', ')}`;
}
