import type { BisectSide } from '../../records/outputs/bisect.ts';
import type { Comparison } from '../../records/run/verdict.ts';
import { alpha } from '../repeats/rule.ts';
import type { Difference, Doing } from './ends.ts';

/**
 * Which end a tree is like. One that does neither, such as to fail in a way of its own, says nothing of the difference
 * that is looked for: it is untestable, as `git bisect skip` has it.
 */
export function sideOf({ status, signs }: Doing, { base, whole, added, gone }: Difference): BisectSide {
  const has = (sign: string): boolean => signs.has(sign);
  if (status === whole.status && added.every(has) && !gone.some(has)) return 'new';
  if (status === base.status && gone.every(has) && !added.some(has)) return 'old';
  return 'untestable';
}

/** How often repeats are doubled before a tree is called untestable. Looking thrice, chance has three chances. */
export const looks = 3;

/**
 * The same on the native engine, where numbers decide.
 * @returns undefined where more runs may tell
 */
export function sideOfRepeats({ verdict, statistics }: Comparison, ends: Comparison): BisectSide | undefined {
  if (verdict === 'unchanged-good' || verdict === 'unchanged-bad') return 'old';
  if (verdict !== ends.verdict) return verdict === 'inconclusive' ? undefined : 'untestable';
  // A refusal is what a call says, and no matter of chance.
  if (statistics === undefined || verdict === 'refused') return 'new';
  return statistics.adjusted * looks <= alpha ? 'new' : undefined;
}
