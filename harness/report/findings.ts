import { neutralLine } from '../lib/neutral.ts';
import { describeFailure, gravityOf } from '../records/failureKinds.ts';
import type { Comparison, JudgedCell } from '../records/verdict.ts';

/** The most failures named a cell; the rest are counted, and all stand in verdict.json. */
const mostFailures = 4;

/** What a reader has to know of a cell that is not simply clean, in one line; empty for a pass. */
export function describeCell(cell: JudgedCell, comparison: Comparison | undefined): string {
  return [finding(cell, comparison), doubt(comparison)].filter((each) => each !== '').join('; ');
}

/** Why facts on both sides come to no verdict; where a side has none, its own reasons say so. */
function doubt(comparison: Comparison | undefined): string {
  if (comparison?.verdict !== 'inconclusive') return '';
  const sides = [comparison.base, comparison.candidateStatus];
  return sides.includes('lost') || sides.includes('invalid') ? '' : neutralLine(comparison.why, 200);
}

function finding(cell: JudgedCell, comparison: Comparison | undefined): string {
  switch (cell.status) {
    case 'pass':
      return '';
    case 'fail':
      return [...failures(cell), ...cell.reasons.slice(0, 1).map((each) => neutralLine(each, 200))].join(', ');
    case 'refused':
      return `${cell.refusals.map(({ call, error }) => neutralLine(`${call} ${error}`, 80)).join(', ')}${claim(comparison)}`;
    case 'invalid':
    case 'lost':
      return [...cell.reasons.slice(0, 2).map((each) => neutralLine(each, 200)), ...failures(cell)].join('; ');
  }
}

/**
 * The gravest first: what is cut off is what matters least. Log lines repeat, and count lower than, what counters and
 * calls have said: beside those they are not spelled out, unless they tell of lost data.
 */
function failures({ failures: all }: JudgedCell): string[] {
  const sorted = all.toSorted((a, b) => gravityOf(b.kind) - gravityOf(a.kind));
  const told = sorted.filter(({ kind }) => !kind.startsWith('log:') || gravityOf(kind) >= lossOfData);
  const named = (told.length > 0 ? told : sorted).slice(0, mostFailures);
  const words = named.map((each) => neutralLine(describeFailure(each), 200));
  const more = (told.length > 0 ? told : sorted).length - named.length;
  if (more > 0) words.push(`${more} more kind${more === 1 ? '' : 's'} of failure`);
  if (told.length > 0 && told.length < all.length) words.push('errors in the log');
  return words;
}

const lossOfData = gravityOf('content');

function claim(comparison: Comparison | undefined): string {
  if (comparison === undefined) return '';
  if (comparison.claimed) return ' (claimed by candidate.yaml)';
  return comparison.base === 'refused' ? ' (as on the base)' : ' (not claimed by candidate.yaml)';
}
