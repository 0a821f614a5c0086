import type { Statistics } from '../../records/run/verdict.ts';
import type { Ruling } from '../compare.ts';
import { probabilities } from '../counts.ts';
import { highestRateWithoutFailure } from '../statistics/bounds.ts';
import { moreFailures } from '../statistics/fisherExact.ts';
import { isEnoughWithoutFailure, isUnchangedBad, mostRuns, rateThatMatters, runsForAVerdict } from './needed.ts';
import { type Level, newLevel, type Sample } from './sample.ts';
import { gravityWords, ratesInWords } from './words.ts';

/** The chance of any false "regressed" of a candidate, and of any false "fixed". */
export const alpha = 0.05;

/** A test's outcome, and the same after Holm's correction. */
export interface Tested {
  p: number;
  adjusted: number;
}

export interface Evidence {
  sample: Sample;
  /** That the candidate fails more often, at each level of the sample. */
  more: readonly Tested[];
  /** That it fails less often, at all. */
  less: Tested;
  /** How many tests look for more failures of this candidate: alpha is shared out among them. */
  tests: number;
  /** A failure of the candidate's and one of the base's, in words. */
  worst: { base: string; candidate: string };
  /** Why a run of the candidate's or the base's proves nothing, where one does. */
  invalid: string;
}

/** A ruling with the test that it rests on, and how grave (0 to 6, as gravityOf() counts) a regression is. */
export interface Ruled extends Ruling {
  test: Pick<Statistics, 'tested' | 'gravity' | 'p' | 'adjusted'>;
  grade?: number;
}

/**
 * What the repeats of one site mean, where both trees have runs that pass or fail. The order is the point:
 * 1. Significantly more failures, or significantly more of the graver ones: regressed, whatever else is.
 * 2. Calls that are refused now and then, or runs that prove nothing more often on one tree than on the other: what is
 *    left is no fair sample of what the workload would have done.
 * 3. Significantly fewer failures: fixed; but not where the candidate shows graver ones that the base never did.
 * 4. No difference is no sameness: unchanged-good and unchanged-bad have to be carried by the numbers too.
 */
export function ruleOn(evidence: Evidence): Ruled {
  const { sample, less, worst } = evidence;
  const [any] = sample.levels;
  const found = worstExcess(evidence);
  if (found !== undefined) {
    const { level, test } = found;
    const what = level === any ? 'fails' : `fails worse, with ${gravityWords[level.gravity]} in`;
    const why = `${what} ${ratesInWords(level)} (${probabilities(test)}): ${worst.candidate}`;
    return { verdict: 'regressed', why, test: { tested: 'more', gravity: level.gravity, ...test }, grade: level.grade };
  }
  const test = testToReport(evidence);
  const unfair = unfairness(evidence);
  if (unfair !== undefined) return { ...unfair, test };
  if (less.adjusted <= alpha && newLevel(sample.levels) === undefined) {
    const seen = `${ratesInWords(any)} (${probabilities(less)})`;
    const why =
      any.candidate.failures === 0
        ? `fails ${seen}; no longer: ${worst.base}`
        : `fails less often, but fails ${seen}: ${worst.candidate}`;
    return { verdict: 'fixed', why, test };
  }
  if (any.base.failures === 0 && any.candidate.failures === 0) return { ...withoutFailure(sample), test };
  if (isUnchangedBad(sample)) {
    return { verdict: 'unchanged-bad', why: `fails ${ratesInWords(any)}: ${worst.candidate}`, test };
  }
  return { verdict: 'inconclusive', why: notCarried(evidence, test), test };
}

/** The level with the least p, of those that are significant; the graver of equals. */
function worstExcess({ sample, more }: Evidence): { level: Level; test: Tested } | undefined {
  const significant = sample.levels.flatMap((level, index) => {
    const test = more[index];
    return test !== undefined && test.adjusted <= alpha ? [{ level, test }] : [];
  });
  return significant.toSorted((a, b) => a.test.p - b.test.p || b.level.grade - a.level.grade)[0];
}

/**
 * Where no excess is significant: the test of what only the candidate shows, if it fails worse but less often; else of any
 * failure, in the direction in which the rates differ.
 */
function testToReport({ sample, more, less }: Evidence): Ruled['test'] {
  const [any] = sample.levels;
  const level = newLevel(sample.levels) ?? any;
  const excess = more[sample.levels.indexOf(level)] ?? { p: 1, adjusted: 1 };
  if (level === any && less.p < excess.p) return { tested: 'less', gravity: any.gravity, ...less };
  return { tested: 'more', gravity: level.gravity, ...excess };
}

function unfairness({ sample, invalid }: Evidence): Ruling | undefined {
  for (const side of ['candidate', 'base'] as const) {
    const { runs, leftOut } = sample[side];
    if (leftOut.refused === 0) continue;
    const why = `the ${side} refuses ${leftOut.refused} of ${runs + leftOut.refused} runs, and what is left is no fair sample`;
    return { verdict: 'inconclusive', why };
  }
  // Each may be a chance finding: not corrected, for this only ever withholds a verdict.
  const rate = ({ runs, leftOut }: Sample['base']) => ({ failures: leftOut.invalid, runs: runs + leftOut.invalid });
  const [base, candidate] = [rate(sample.base), rate(sample.candidate)];
  if (Math.min(moreFailures(candidate, base), moreFailures(base, candidate)) > alpha) return undefined;
  return { verdict: 'invalid', why: `proves nothing in ${ratesInWords({ base, candidate })}: ${invalid}` };
}

function withoutFailure(sample: Sample): Ruling {
  const { base, candidate } = sample;
  const fewer = Math.min(base.runs, candidate.runs);
  const bound = percent(highestRateWithoutFailure(fewer));
  const seen = `no failure in ${candidate.runs} runs, nor in ${base.runs} of the base`;
  if ([base, candidate].every(isEnoughWithoutFailure)) {
    return { verdict: 'unchanged-good', why: `${seen}: at 95 % fewer than ${bound} fail` };
  }
  const needed = runsForAVerdict(sample, alpha);
  const why = `${seen}: too few, for up to ${bound} may fail unseen; ${needed} repeats rule out ${percent(rateThatMatters)}`;
  return { verdict: 'inconclusive', why };
}

function notCarried({ sample, tests }: Evidence, test: Tested): string {
  const [any] = sample.levels;
  const worse = newLevel(sample.levels);
  const graver =
    worse === undefined || worse === any ? '' : `; ${gravityWords[worse.gravity]} in ${ratesInWords(worse)}`;
  const needed = runsForAVerdict(sample, alpha / tests);
  const more =
    needed === undefined
      ? `even ${mostRuns} repeats would hardly tell`
      : `some ${needed} repeats would tell, if these rates hold`;
  return `fails ${ratesInWords(any)}${graver} (${probabilities(test)}), which may be chance: ${more}`;
}

const percent = (rate: number): string => `${Math.ceil(rate * 100)} %`;
