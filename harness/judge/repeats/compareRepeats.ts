import type { RefusalClaim } from '../../records/inputs/candidate.ts';
import type { Comparison, JudgedCell, Statistics } from '../../records/run/verdict.ts';
import { compareCells, gravest, worstOf } from '../compare.ts';
import { isUndeniable } from '../controls.ts';
import { countRuns, statusOfRuns } from '../counts.ts';
import { moreFailures } from '../statistics/fisherExact.ts';
import { holm } from '../statistics/holm.ts';
import { compareLatencies } from './latencies.ts';
import { isEnoughWithoutFailure } from './needed.ts';
import { type Ruled, ruleOn } from './rule.ts';
import type { Run } from './run.ts';
import { type Sample, sampleOf } from './sample.ts';
import { leftOutInWords } from './words.ts';

/** All repeats of a site, on the base and on one candidate. */
export interface RepeatedSite {
  /** device/filesystem/workload/seed */
  site: string;
  base: readonly Run[];
  candidate: readonly Run[];
  /** Those that candidate.yaml makes for this workload. */
  claims: readonly RefusalClaim[];
}

export interface RepeatedComparison {
  comparison: Comparison;
  failsOnBoth: boolean;
  undeniable: boolean;
}

/**
 * What a candidate changed at each of its sites, by what all repeats come to.
 * @param sites all of one candidate: its tests are corrected for each other
 * @returns in the same order
 */
export function compareRepeats(candidate: string, sites: readonly RepeatedSite[]): RepeatedComparison[] {
  const samples = sites.map(({ base, candidate: runs }) => sampleOf(base.map(judgedOf), runs.map(judgedOf)));
  // Without runs on both trees there is no test, and nothing to correct the others for.
  const tested = samples.filter((sample, index) => isSample(sample, sites[index]));
  const excess = tested.flatMap((sample) =>
    sample.levels.map((level) => ({ sample, p: moreFailures(level.candidate, level.base) })),
  );
  const lack = tested.map(({ levels: [any] }) => moreFailures(any.base, any.candidate));
  const [more, less] = [holm(excess.map(({ p }) => p)), holm(lack)];
  return sites.map((site, index): RepeatedComparison => {
    const sample = samples[index] as Sample;
    const which = tested.indexOf(sample);
    if (which === -1) return byTable(candidate, site, sample);
    const ruled = ruleOn({
      sample,
      more: excess.flatMap((test, place) =>
        test.sample === sample ? [{ p: test.p, adjusted: more[place] ?? 1 }] : [],
      ),
      less: { p: lack[which] ?? 1, adjusted: less[which] ?? 1 },
      tests: excess.length,
      worst: { base: worstOfRuns(site.base), candidate: worstOfRuns(site.candidate) },
      invalid: invalidReason(site),
    });
    return comparisonOf(candidate, site, sample, ruled);
  });
}

const judgedOf = ({ judged }: Run): JudgedCell => judged;

/** A tree that does not boot is one fact, however often it is seen: nothing was sampled. */
function isSample({ base, candidate }: Sample, site: RepeatedSite | undefined): boolean {
  const all = [...(site?.base ?? []), ...(site?.candidate ?? [])];
  const boots = all.every(({ judged }) => judged.failures.every(({ kind }) => kind !== 'boot'));
  return base.runs > 0 && candidate.runs > 0 && boots;
}

/** Where a tree has no run that passes or fails, what is to be said is no matter of numbers. */
function byTable(candidateName: string, site: RepeatedSite, sample: Sample): RepeatedComparison {
  const [base, candidate] = [merged(site.base), merged(site.candidate)];
  const comparison = compareCells(site.site, candidateName, { base, candidate, claims: site.claims });
  const test = { tested: 'more', gravity: sample.levels[0].gravity, p: 1, adjusted: 1 } as const;
  const undeniable = isUndeniable(gravest(candidate.failures));
  const failsOnBoth = base.status === 'fail' && candidate.status === 'fail';
  const tooFew =
    comparison.verdict === 'fixed' && candidate.status === 'pass' && !isEnoughWithoutFailure(sample.candidate);
  const carried: Comparison = tooFew
    ? { ...comparison, verdict: 'inconclusive', why: `${comparison.why}, but in ${sample.candidate.runs} runs only` }
    : comparison;
  const why = carried.why + leftOutInWords({ base: rest(sample.base), candidate: rest(sample.candidate) });
  return { comparison: { ...carried, why, statistics: statisticsOf(site, test) }, failsOnBoth, undeniable };
}

/** What is left out beside what the verdict itself is about. */
function rest(counts: Sample['base']): Sample['base'] {
  const { refused, invalid, lost } = counts.leftOut;
  if (counts.runs > 0) return counts;
  if (refused > 0) return { ...counts, leftOut: { refused: 0, invalid, lost } };
  return { ...counts, leftOut: { refused: 0, invalid: 0, lost: invalid > 0 ? lost : 0 } };
}

function comparisonOf(candidate: string, site: RepeatedSite, sample: Sample, ruled: Ruled): RepeatedComparison {
  const comparison: Comparison = {
    candidate,
    cell: site.site,
    base: statusOfRuns(site.base.map(judgedOf)),
    candidateStatus: statusOfRuns(site.candidate.map(judgedOf)),
    verdict: ruled.verdict,
    claimed: false,
    why: ruled.why + leftOutInWords(sample),
    statistics: statisticsOf(site, ruled.test),
  };
  return {
    comparison,
    failsOnBoth: sample.base.failures > 0 && sample.candidate.failures > 0,
    undeniable: ruled.grade !== undefined && isUndeniable(ruled.grade),
  };
}

function statisticsOf({ base, candidate }: RepeatedSite, test: Ruled['test']): Statistics {
  const latencies = compareLatencies(base, candidate);
  return {
    base: countRuns(base.map(judgedOf)),
    candidate: countRuns(candidate.map(judgedOf)),
    ...test,
    ...(latencies.length > 0 && { latencies }),
  };
}

/** All runs as one cell, for rules that ask for kinds and not for numbers. */
function merged(runs: readonly Run[]): JudgedCell {
  const cells = runs.map(judgedOf);
  const status = statusOfRuns(cells);
  const [first] = cells.filter((cell) => cell.status === status);
  if (first === undefined) throw new Error('a site without runs');
  const refusals = new Map(cells.flatMap((cell) => cell.refusals.map((each) => [`${each.call} ${each.error}`, each])));
  return { ...first, failures: cells.flatMap(({ failures }) => failures), refusals: [...refusals.values()] };
}

const worstOfRuns = (runs: readonly Run[]): string =>
  worstOf(runs.flatMap(({ judged }) => (judged.status === 'fail' ? judged.failures : [])));

function invalidReason({ base, candidate }: RepeatedSite): string {
  const reasons = [...candidate, ...base].flatMap(({ judged }) => (judged.status === 'invalid' ? judged.reasons : []));
  return reasons[0] ?? 'no reason is known';
}
