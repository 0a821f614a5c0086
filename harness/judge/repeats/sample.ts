import { type Gravity, gravities } from '../../kinds/gravity.ts';
import type { JudgedCell } from '../../records/run/verdict.ts';
import { gravest } from '../compare.ts';
import { type Counts, countRuns } from '../counts.ts';
import type { Rate } from '../statistics/fisherExact.ts';

/** How often the runs of both trees show a failure of some gravity or a graver one. */
export interface Level {
  /** 0 (log) to 6 (crash). */
  grade: number;
  gravity: Gravity;
  base: Rate;
  candidate: Rate;
}

/** What the repeats of one site come to. */
export interface Sample {
  base: Counts;
  candidate: Counts;
  /** The mildest first: its counts are those of any failure. At least one. */
  levels: readonly [Level, ...Level[]];
}

/**
 * Counts failing runs, once for each gravity that is some run's gravest. A base that always fails mildly would hide a
 * candidate that always crashes, if nothing but failures were counted.
 *
 * Which levels there are follows from the runs of both trees together, so it favours no tree.
 */
export function sampleOf(base: readonly JudgedCell[], candidate: readonly JudgedCell[]): Sample {
  const [ofBase, ofCandidate] = [gradesOf(base), gradesOf(candidate)];
  const grades = [...new Set([...ofBase, ...ofCandidate])].filter((grade) => grade >= 0).toSorted((a, b) => a - b);
  const level = (grade: number): Level => ({
    grade,
    gravity: gravities[grade] ?? 'log',
    base: rateOf(ofBase, grade),
    candidate: rateOf(ofCandidate, grade),
  });
  const [mildest = 0, ...graver] = grades;
  return {
    base: countRuns(base),
    candidate: countRuns(candidate),
    levels: [level(mildest), ...graver.map(level)],
  };
}

/** The gravest failure of each run that passes or fails; -1 of one that passes. */
function gradesOf(cells: readonly JudgedCell[]): number[] {
  return cells.flatMap(({ status, failures }) => {
    if (status === 'pass') return [-1];
    return status === 'fail' ? [Math.max(0, gravest(failures))] : [];
  });
}

const rateOf = (grades: readonly number[], least: number): Rate => ({
  failures: grades.filter((grade) => grade >= least).length,
  runs: grades.length,
});

/** The mildest gravity that only the candidate shows; a base that shows it now and then is no reason to doubt. */
export const newLevel = (levels: Sample['levels']): Level | undefined =>
  levels.find(({ base, candidate }) => base.failures === 0 && candidate.failures > 0);
