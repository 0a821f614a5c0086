import type { Comparison } from '../../records/run/verdict.ts';
import { verdictWord, weightOf } from '../words.ts';

/** Smaller for what matters more: before all else what makes the exit code 1, unclaimed refusals included. */
export const rankOf = (comparison: Comparison): number =>
  verdictWord(comparison).tone === 'bad' ? -1 : weightOf(comparison);
