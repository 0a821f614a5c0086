import { countRuns, statusOfRuns } from '../judge/counts.ts';
import type { FailedTree } from '../records/run/build.ts';
import type { CellStatus, Comparison, JudgedCell, JudgedClaim, VerdictRecord } from '../records/run/verdict.ts';
import { isRepeat, siteOf, treeOf } from '../store/cellId.ts';
import { neutralLine } from '../text/neutral.ts';
import { statusTones, type Tone, verdictTones } from './terminal/style.ts';

/** The words in which every report speaks of verdicts. */

export interface Word {
  text: string;
  tone: Tone;
}

export function verdictWord({ verdict, claimed, base, statistics }: Comparison): Word {
  // A race that has become rarer is still there.
  if (verdict === 'fixed' && (statistics?.candidate.failures ?? 0) > 0)
    return { text: 'fixed in part', tone: 'caution' };
  if (verdict !== 'refused') return { text: verdict, tone: verdictTones[verdict] };
  if (claimed) return { text: 'refused, as claimed', tone: 'caution' };
  if (base === 'refused') return { text: 'refused, as before', tone: 'dim' };
  return { text: 'refused, not claimed', tone: 'bad' };
}

/** The verdicts on several seeds: one word where they agree, else how many say what, the gravest first. */
export function verdictsWord(all: readonly (Comparison | undefined)[]): Word {
  const known = all.filter((each) => each !== undefined).toSorted(byWeight);
  const words = [...Map.groupBy(known.map(verdictWord), ({ text }) => text)];
  const [gravest] = words;
  if (gravest === undefined) return { text: '', tone: 'plain' };
  const tone = gravest[1][0]?.tone ?? 'plain';
  if (words.length === 1) return { text: gravest[0], tone };
  return { text: words.map(([text, { length }]) => `${length} ${text}`).join(', '), tone };
}

/**
 * How the runs of a tree at a site ended, in one word. Of several runs `counts` says how many failed, of those that count:
 * `14/20`. Where none counts, the word says why.
 * @returns undefined where there is no run
 */
export function statusWord(
  runs: readonly JudgedCell[],
): { status: CellStatus; counts: string | undefined; tone: Tone } | undefined {
  const [cell] = runs;
  if (cell === undefined) return undefined;
  const status = statusOfRuns(runs);
  const { failures, runs: counted } = countRuns(runs);
  const several = (isRepeat(cell) || runs.length > 1) && counted > 0;
  return { status, counts: several ? `${failures}/${counted}` : undefined, tone: statusTones[status] };
}

export const conclusionWords: Readonly<Record<VerdictRecord['conclusion'], Word>> = {
  'nothing-regressed': { text: 'Nothing regressed', tone: 'good' },
  regression: { text: 'Regression', tone: 'bad' },
  inconclusive: { text: 'Inconclusive', tone: 'caution' },
};

/** The whole run in two words. Without a candidate nothing can have regressed: it reports facts about the base. */
export function conclusionWord({ comparisons, exitCode, conclusion }: VerdictRecord): Word {
  if (comparisons.length === 0 && exitCode === 0) return { text: 'Base evaluated', tone: 'plain' };
  return conclusionWords[conclusion];
}

/** How many cells came to which verdict, the gravest first: `3 refused, as claimed; 6 unchanged-good`. */
export function talliesOf({ comparisons, cells }: VerdictRecord): string {
  const words =
    comparisons.length === 0
      ? cells.map(({ status }) => status)
      : comparisons.toSorted(byWeight).map((each) => verdictWord(each).text);
  return [...Map.groupBy(words, (word) => word)].map(([word, all]) => `${all.length} ${word}`).join('; ');
}

/** What a reader has to act on first. */
const weights: readonly Comparison['verdict'][] = [
  'regressed',
  'invalid',
  'inconclusive',
  'refused',
  'fixed',
  'unchanged-bad',
  'unchanged-good',
];

/** 0: what a reader has to act on before all else. */
export const weightOf = ({ verdict }: Comparison): number => weights.indexOf(verdict);

export const byWeight = (a: Comparison, b: Comparison): number => weightOf(a) - weightOf(b);

/** The cell whose repetition tells a reader most: one that regressed, else one that fails. */
export function worthRepeating({ cells, comparisons }: VerdictRecord): JudgedCell | undefined {
  const regressed = comparisons.find(({ verdict }) => verdict === 'regressed');
  const there = cells.filter(({ id }) => treeOf(id) === regressed?.candidate && siteOf(id) === regressed.cell);
  return (
    there.find(({ status }) => status === 'fail') ??
    there[0] ??
    cells.find(({ status }) => status === 'fail') ??
    cells[0]
  );
}

export const claimWords: Readonly<Record<JudgedClaim['outcome'], Word>> = {
  confirmed: { text: 'confirmed', tone: 'good' },
  refuted: { text: 'refuted', tone: 'bad' },
  'not-tested': { text: 'not tested', tone: 'caution' },
};

/** A later reader of a report must know what may have changed it. */
export function unconfinedNote({ unconfined }: VerdictRecord): string | undefined {
  return unconfined === undefined ? undefined : `Built and run without a sandbox: ${neutralLine(unconfined, 200)}`;
}

export const failedStageWords: Readonly<Record<FailedTree['stage'], string>> = {
  apply: 'does not apply',
  config: 'does not configure',
  build: 'does not build',
};

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** Three figures are as many as a latency deserves. */
export function milliseconds(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** `1234567` as `1 234 567`. */
export function thousands(value: number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ' ');
}
