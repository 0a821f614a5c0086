import { probabilities } from '../judge/counts.ts';
import { describeFailure } from '../judge/failureWords.ts';
import { failureKindOf, gravityOf } from '../kinds/failureKinds.ts';
import type { Comparison, Failure, JudgedCell } from '../records/run/verdict.ts';
import { isRepeat } from '../store/cellId.ts';
import { neutralLine } from '../text/neutral.ts';

/** The most failures named a cell; the rest are counted, and all stand in verdict.json. */
const mostFailures = 4;

/**
 * What a reader has to know of a tree's runs, at a site or with many seeds, that are not simply clean, in one line; empty
 * where all pass.
 */
export function describeRuns(runs: readonly JudgedCell[], comparison: Comparison | undefined): string {
  const [cell] = runs;
  if (cell === undefined) return '';
  const found = isRepeat(cell) || runs.length > 1 ? repeatedFinding(runs, comparison) : finding(cell, comparison);
  return [found, doubt(comparison)].filter((each) => each !== '').join('; ');
}

/** What was seen in how many runs; then, on a candidate, how likely it is to be chance. */
function repeatedFinding(runs: readonly JudgedCell[], comparison: Comparison | undefined): string {
  const of = (status: JudgedCell['status']): JudgedCell[] => runs.filter((run) => run.status === status);
  const decided = comparison?.verdict === 'regressed' || comparison?.verdict === 'fixed';
  const counted = of('pass').length + of('fail').length;
  const failing = mergedFailures(of('fail'));
  const words = (each: RepeatedFailure): string =>
    `${upTo(each)}${describeFailure(each)} in ${each.runs} of ${counted} runs`;
  // With many seeds: no failure made it a regression, but what its operations cost.
  const costs = failing.length === 0 && comparison?.verdict === 'regressed' && comparison.costs !== undefined;
  return [
    costs ? neutralLine(comparison.why) : '',
    failing.length === 0 && decided && !costs
      ? `no failure in ${counted} runs`
      : failuresInWords(failing, words).join(', '),
    ...(['invalid', 'lost'] as const).flatMap((status) => leftOut(of(status), status)),
    ...refusedRuns(of('refused'), runs.length, comparison),
    ...(decided && comparison?.statistics !== undefined ? [probabilities(comparison.statistics)] : []),
  ]
    .filter((each) => each !== '')
    .join('; ');
}

interface RepeatedFailure extends Failure {
  runs: number;
  /** Whether each of them counted the same. */
  same: boolean;
}

/** Failures that say the same but for their numbers, with the most that one run counted. */
function mergedFailures(runs: readonly JudgedCell[]): RepeatedFailure[] {
  const all = runs.flatMap((run, index) => run.failures.map((failure) => ({ ...failure, index })));
  const groups = Map.groupBy(all, ({ kind, detail }) =>
    failureKindOf(kind).words === undefined ? `${kind} ${detail.replace(/\d+/g, '0')}` : kind,
  );
  return [...groups.values()].flatMap((members) => {
    const [most] = members.toSorted((a, b) => b.count - a.count);
    if (most === undefined) return [];
    const { index: _run, ...failure } = most;
    const counts = new Set(members.map((each) => `${each.count} ${each.detail}`));
    return [{ ...failure, runs: new Set(members.map(({ index }) => index)).size, same: counts.size === 1 }];
  });
}

/** Where the words begin with the count. */
const upTo = ({ kind, same }: RepeatedFailure): string =>
  same || failureKindOf(kind).words === undefined ? '' : 'up to ';

function leftOut(runs: readonly JudgedCell[], word: string): string[] {
  if (runs.length === 0) return [];
  const why = neutralLine(runs.find(({ reasons }) => reasons.length > 0)?.reasons[0] ?? '', 200);
  return [`${runs.length} ${word}${why === '' ? '' : ` (${why})`}`];
}

function refusedRuns(refused: readonly JudgedCell[], all: number, comparison: Comparison | undefined): string[] {
  const [first] = refused;
  if (first === undefined) return [];
  const often = refused.length === all ? '' : ` in ${refused.length} of ${all} runs`;
  return [`${refusalsOf(first)}${often}${comparison?.verdict === 'refused' ? claim(comparison) : ''}`];
}

/** Why facts on both sides come to no verdict; where a side has none, its own reasons say so. */
function doubt(comparison: Comparison | undefined): string {
  if (comparison?.verdict !== 'inconclusive' && comparison?.verdict !== 'invalid') return '';
  const sides = [comparison.base, comparison.candidateStatus];
  return sides.includes('lost') || sides.includes('invalid') ? '' : neutralLine(comparison.why);
}

function finding(cell: JudgedCell, comparison: Comparison | undefined): string {
  switch (cell.status) {
    case 'pass':
      // Its operations cost too much.
      return comparison?.verdict === 'regressed' ? neutralLine(comparison.why) : '';
    case 'fail':
      return [...failures(cell), ...cell.reasons.slice(0, 1).map((each) => neutralLine(each, 200))].join(', ');
    case 'refused':
      return `${refusalsOf(cell)}${claim(comparison)}`;
    case 'invalid':
    case 'lost':
      return [...cell.reasons.slice(0, 2).map((each) => neutralLine(each, 200)), ...failures(cell)].join('; ');
  }
}

const failures = ({ failures: all }: JudgedCell): string[] => failuresInWords(all, describeFailure);

/**
 * The gravest first: what is cut off is what matters least. Log lines repeat, and count lower than, what counters and
 * calls have said: beside those they are not spelled out, unless they tell of lost data.
 */
function failuresInWords<T extends Failure>(all: readonly T[], describe: (failure: T) => string): string[] {
  const sorted = all.toSorted((a, b) => gravityOf(b.kind) - gravityOf(a.kind));
  const told = sorted.filter(({ kind }) => !kind.startsWith('log:') || gravityOf(kind) >= lossOfData);
  const named = (told.length > 0 ? told : sorted).slice(0, mostFailures);
  const words = named.map((each) => neutralLine(describe(each), 200));
  const more = (told.length > 0 ? told : sorted).length - named.length;
  if (more > 0) words.push(`${more} more kind${more === 1 ? '' : 's'} of failure`);
  if (told.length > 0 && told.length < all.length) words.push('errors in the log');
  return words;
}

const refusalsOf = ({ refusals }: JudgedCell): string =>
  refusals.map(({ call, error }) => neutralLine(`${call} ${error}`, 80)).join(', ');

const lossOfData = gravityOf('content');

function claim(comparison: Comparison | undefined): string {
  if (comparison === undefined) return '';
  if (comparison.claimed) return ' (claimed by candidate.yaml)';
  return comparison.base === 'refused' ? ' (as on the base)' : ' (not claimed by candidate.yaml)';
}
