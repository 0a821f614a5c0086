import { gravityOf } from '../../kinds/failureKinds.ts';
import type { CellStatus, Comparison, Failure, JudgedCell, VerdictRecord } from '../../records/run/verdict.ts';
import { isRepeat, siteOf, treeOf } from '../../store/cellId.ts';
import { gravest } from '../compare.ts';
import { isRegression, statusOfRuns } from '../counts.ts';
import { describeFailure } from '../failureWords.ts';

/** What a tree does in a cell, as far as trees can be told apart by it. */
export interface Doing {
  status: CellStatus;
  /** Kinds of failures, with the titles of kernel reports; refused calls; operations that cost too much. */
  signs: ReadonlySet<string>;
  /** For people. */
  what: string;
  repeat: string;
}

/** A cell in which the whole series does not do what the base does. */
export interface Difference {
  site: string;
  comparison: Comparison;
  base: Doing;
  whole: Doing;
  /** What only the one and only the other shows; of failures the gravest alone, for the others may come along or not. */
  added: string[];
  gone: string[];
}

/** Whether a cell is meant: `*` stands for anything, and the pattern for a part of device/filesystem/workload/seed. */
export function matchesCell(site: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.join('.*'), 'u').test(site);
}

/** The cells that differ, those first that are worth most to be explained: regressions, by their gravity. */
export function differencesOf(verdict: VerdictRecord, candidate: string): Difference[] {
  const own = verdict.comparisons.filter((each) => each.candidate === candidate);
  const found = own.filter(differs).map((comparison): Difference => {
    const base = doingOf(verdict, 'base', comparison.cell);
    const whole = doingOf(verdict, candidate, comparison.cell);
    const added = gravestSigns([...whole.signs].filter((sign) => !base.signs.has(sign)));
    const gone = gravestSigns([...base.signs].filter((sign) => !whole.signs.has(sign)));
    return { site: comparison.cell, comparison, base, whole, added, gone };
  });
  const rank = ({ comparison, added }: Difference): number =>
    (isRegression(comparison) ? 100 : 0) + Math.max(-1, ...added.map(gravityOfSign));
  return found.toSorted((a, b) => rank(b) - rank(a));
}

/** Whether both ends are facts, and not the same: a verdict of nothing is nothing to look for. */
export function differs({ verdict, base }: Comparison): boolean {
  return verdict === 'regressed' || verdict === 'fixed' || (verdict === 'refused' && base !== 'refused');
}

/** What a tree does in a cell. */
export function doingOf(verdict: VerdictRecord, tree: string, site: string): Doing {
  const runs = verdict.cells.filter(({ id }) => treeOf(id) === tree && siteOf(id) === site);
  const costs = verdict.comparisons.find((each) => each.candidate === tree && each.cell === site)?.costs ?? [];
  const failures = runs.flatMap((run) => run.failures);
  const signs = [
    ...failures.map(signOf),
    ...runs.flatMap(({ refusals }) => refusals.map(({ call, error }) => `refused ${call} ${error}`)),
    ...costs.flatMap(({ op, over }) => (over ? [`cost ${op}`] : [])),
  ];
  const status = statusOfRuns(runs);
  const telling = runs.find((run) => run.status === status);
  return { status, signs: new Set(signs), what: wordsFor(status, runs, signs), repeat: telling?.repeat ?? '' };
}

/** Kernel reports are told apart by their titles: two oopses need not be one bug. */
const signOf = ({ kind, detail }: Failure): string => (kind.startsWith('splat:') ? `${kind} ${detail}` : kind);

const gravityOfSign = (sign: string): number =>
  /^(?:refused|cost) /.test(sign) ? 0 : gravityOf(sign.split(' ')[0] ?? '');

function gravestSigns(signs: readonly string[]): string[] {
  const most = Math.max(...signs.map(gravityOfSign));
  return signs.filter((sign) => gravityOfSign(sign) === most);
}

function wordsFor(status: CellStatus, runs: readonly JudgedCell[], signs: readonly string[]): string {
  const failing = runs.filter((run) => run.status === 'fail');
  const counts = runs.some(isRepeat)
    ? ` in ${runs.filter((run) => run.status === status).length} of ${runs.length} runs`
    : '';
  switch (status) {
    case 'fail': {
      const failures = failing[0]?.failures ?? [];
      const worst = failures.filter(({ kind }) => gravityOf(kind) === gravest(failures)).map(describeFailure);
      return `fail${counts}: ${[...new Set(worst)].join(', ')}`;
    }
    case 'refused':
    case 'pass': {
      const notes = signs
        .filter((sign) => /^(?:refused|cost) /.test(sign))
        .map((sign) => sign.replace(/^refused /, ''));
      return [status + counts, ...new Set(notes)].join(': ');
    }
    default:
      return [status, ...new Set(runs.flatMap(({ reasons }) => reasons))].slice(0, 2).join(': ');
  }
}
