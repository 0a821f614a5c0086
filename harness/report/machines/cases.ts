import { isRegression, statusOfRuns } from '../../judge/counts.ts';
import { gravityOf } from '../../kinds/failureKinds.ts';
import type { CellStatus, Comparison, JudgedCell, VerdictRecord } from '../../records/run/verdict.ts';
import { siteOf, treeOf } from '../../store/cellId.ts';
import { neutralLine, neutralText } from '../../text/neutral.ts';
import { describeRuns } from '../findings.ts';
import { sitesOf, treesOf } from '../sites.ts';
import { failedStageWords, verdictWord } from '../words.ts';

/**
 * A verdict as machines want it: suites of cases that passed or not. They judge a candidate by what it changed, so
 *
 * - `failed`: a regression, and nothing else;
 * - `expected`: it fails as the base does;
 * - `skipped`: the call is refused, as claimed or as on the base: neither fixed, nor broken;
 * - `error`: nothing is known: invalid, inconclusive, lost, no build, or an engine that does not repeat itself.
 *
 * Some case failed where the exit code is 1, some is an error where it is 3, and neither where it is 0.
 */
export type Outcome = 'passed' | 'failed' | 'error' | 'skipped' | 'expected';

export interface Case {
  /** The same in every run of the suite: viewers follow a case by its name. */
  name: string;
  outcome: Outcome;
  /** The verdict's word: `regressed`, `refused, as claimed`. */
  word: string;
  /** One line; empty where the word says it all. */
  why: string;
  /** Where in the source of the candidate the guilty function of its gravest splat stands; of a regression only. */
  at?: { file: string; line: number };
  /** What was seen on which tree, how to repeat it, where the artefacts are: a line each. */
  details: string[];
}

export interface Suite {
  /** The candidate; without one `base`; or what the suite is about. */
  tree: string;
  /** device/filesystem */
  place?: string;
  cases: Case[];
}

/** No tree can have this name: it has a space. */
export const buildSuite = 'kernel build';
export const selfCheckSuite = 'self check';

/** All that a run says, in the order of the suite. Texts of guests and compilers are neutralised. */
export function suitesOf(verdict: VerdictRecord): Suite[] {
  return [
    { tree: buildSuite, cases: treesOf(verdict).map((name) => buildCase(verdict, name)) },
    ...treesOf(verdict).flatMap((tree) => cellSuites(verdict, tree)),
    { tree: selfCheckSuite, cases: [selfCheckCase(verdict)] },
  ];
}

function buildCase({ trees }: VerdictRecord, name: string): Case {
  const failure = trees[name]?.failure;
  if (failure === undefined) return { name, outcome: 'passed', word: 'built', why: '', details: [] };
  const [why = '', ...details] = neutralText(failure.message).split('\n');
  return { name, outcome: 'error', word: failedStageWords[failure.stage], why, details };
}

/** A candidate's comparisons. The base has cases of its own only where nothing is compared with it. */
function cellSuites(verdict: VerdictRecord, tree: string): Suite[] {
  const cases = sitesOf(verdict).flatMap((site) => {
    const runs = verdict.cells.filter(({ id }) => treeOf(id) === tree && siteOf(id) === site.id);
    const own = verdict.comparisons.filter(({ cell }) => cell === site.id);
    const comparison = own.find(({ candidate }) => candidate === tree);
    if (runs.length === 0 || (comparison === undefined && own.length > 0)) return [];
    const place = `${site.device}/${site.filesystem}`;
    const name = `${site.workload}/${site.seed}`;
    return [
      { place, one: comparison === undefined ? loneCase(name, runs) : comparedCase(verdict, name, comparison, runs) },
    ];
  });
  return [...Map.groupBy(cases, ({ place }) => place)].map(([place, members]) => ({
    tree,
    place,
    cases: members.map(({ one }) => one),
  }));
}

function comparedCase(verdict: VerdictRecord, name: string, comparison: Comparison, runs: JudgedCell[]): Case {
  const { candidate, cell } = comparison;
  const base = verdict.cells.filter(({ id }) => treeOf(id) === 'base' && siteOf(id) === cell);
  const outcome = outcomeOf(comparison);
  // No difference between trees means anything where the same cell comes out in two ways.
  const doubtful = outcome === 'failed' && verdict.selfCheck.different.length > 0;
  return {
    name,
    outcome: doubtful ? 'error' : outcome,
    word: verdictWord(comparison).text,
    why: `${doubtful ? 'the self-check failed, so this cannot be trusted: ' : ''}${neutralLine(comparison.why)}`,
    ...(outcome === 'failed' && placeOf(runs)),
    details: [seen('base', base), seen(candidate, runs, comparison), ...repetition(runs)],
  };
}

function placeOf(runs: readonly JudgedCell[]): Pick<Case, 'at'> {
  const failures = runs.flatMap((run) => run.failures).toSorted((a, b) => gravityOf(b.kind) - gravityOf(a.kind));
  const [, file, line] = /^(.+):(\d+)$/.exec(failures.find((each) => each.line !== undefined)?.line ?? '') ?? [];
  return file === undefined ? {} : { at: { file: neutralLine(file), line: Number(line) } };
}

function outcomeOf(comparison: Comparison): Outcome {
  if (isRegression(comparison)) return 'failed';
  switch (comparison.verdict) {
    case 'invalid':
    case 'inconclusive':
      return 'error';
    case 'refused':
      return 'skipped';
    case 'unchanged-bad':
      return 'expected';
    default:
      return 'passed';
  }
}

/** What the base alone does is a fact, and no verdict on anything. */
const loneOutcomes: Readonly<Record<CellStatus, Outcome>> = {
  pass: 'passed',
  fail: 'expected',
  refused: 'skipped',
  invalid: 'error',
  lost: 'error',
};

function loneCase(name: string, runs: JudgedCell[]): Case {
  const word = statusOfRuns(runs);
  return { name, outcome: loneOutcomes[word], word, why: describeRuns(runs, undefined), details: repetition(runs) };
}

function seen(tree: string, runs: JudgedCell[], comparison?: Comparison): string {
  const found = describeRuns(runs, comparison);
  return `${tree}: ${statusOfRuns(runs)}${found === '' ? '' : `: ${found}`}`;
}

function repetition(runs: readonly JudgedCell[]): string[] {
  const run = runs.find(({ status }) => status === 'fail') ?? runs[0];
  return run === undefined ? [] : [`repeat: ${neutralLine(run.repeat)}`, `artefacts: ${neutralLine(run.folder)}`];
}

function selfCheckCase({ selfCheck: { cells, different } }: VerdictRecord): Case {
  const name = 'cells repeat byte for byte';
  if (cells === 0) return { name, outcome: 'skipped', word: 'not done', why: 'no cell was run twice', details: [] };
  if (different.length === 0) return { name, outcome: 'passed', word: 'repeats', why: '', details: [] };
  const why = `${different.length} of ${cells} cells did not repeat, so no difference between trees can be trusted`;
  return { name, outcome: 'error', word: 'does not repeat', why, details: different.map((id) => neutralLine(id)) };
}
