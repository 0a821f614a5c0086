import type { CheckResult } from '../../records/outputs/check.ts';
import type { FailedTree } from '../../records/run/build.ts';
import type { VerdictRecord } from '../../records/run/verdict.ts';
import { treeOf } from '../../store/cellId.ts';
import { neutralLine, neutralText } from '../../text/neutral.ts';
import { renderVerdict } from '../terminal/terminal.ts';
import { conclusionWord, failedStageWords, talliesOf } from '../words.ts';
import { suitesOf } from './cases.ts';

const tool = 'pinproof';

/** Results in the protocol of `b4 review`: maintainers look at `fail`, and `warn` marks what they cannot rely on. */

/**
 * What a run says of one of its candidates; of the others nothing.
 * @param place where the run's artefacts are: a folder, and a page for a browser if there is one
 */
export function checkOfVerdict(
  verdict: VerdictRecord,
  tree: string,
  { runFolder, url }: { runFolder: string; url?: string },
): CheckResult {
  const failure = verdict.trees[tree]?.failure;
  if (failure !== undefined) return checkOfFailure(tree, failure);
  const own = verdictOn(verdict, tree);
  const base = verdict.trees['base'];
  const against = [base?.title ?? 'the base', ...(base?.release === undefined ? [] : [base.release])].join(', ');
  return {
    tool,
    status: own.exitCode === 0 ? 'pass' : own.exitCode === 1 ? 'fail' : 'warn',
    summary: neutralLine(`${conclusionWord(own).text} against ${against}: ${talliesOf(own)}`),
    ...(url !== undefined && { url }),
    details: renderVerdict(own, { colour: false, unicode: true, width: 100, runFolder }),
  };
}

/** The verdict of a run that had this candidate alone. */
function verdictOn(verdict: VerdictRecord, tree: string): VerdictRecord {
  const kept = (name: string): boolean => name === 'base' || name === tree;
  const own: VerdictRecord = {
    ...verdict,
    trees: Object.fromEntries(Object.entries(verdict.trees).filter(([name]) => kept(name))),
    cells: verdict.cells.filter(({ id }) => kept(treeOf(id))),
    comparisons: verdict.comparisons.filter(({ candidate }) => candidate === tree),
    exploration: verdict.exploration.filter(({ cells }) => kept(treeOf(cells))),
  };
  const outcomes = suitesOf(own).flatMap(({ cases }) => cases.map(({ outcome }) => outcome));
  if (outcomes.includes('failed')) return { ...own, conclusion: 'regression', exitCode: 1 };
  if (outcomes.includes('error')) return { ...own, conclusion: 'inconclusive', exitCode: 3 };
  return { ...own, conclusion: 'nothing-regressed', exitCode: 0 };
}

/** That code does not compile is the patch's fault; that it does not apply may be the choice of the base. */
export function checkOfFailure(tree: string, { stage, message }: FailedTree): CheckResult {
  return {
    tool,
    status: stage === 'build' ? 'fail' : 'warn',
    summary: neutralLine(`${tree} ${failedStageWords[stage]}`),
    details: neutralText(message),
  };
}

/** @param messageId of the mail; it is shown only if it is harmless in a shell. */
export function checkOfNothing(runs: string, messageId: string | undefined): CheckResult {
  const known = messageId !== undefined && /^[\w.+=-]+@[\w.-]+$/.test(messageId) && !messageId.startsWith('-');
  const fetch = known ? [`  b4 am --outdir series ${messageId}`] : [];
  return {
    tool,
    status: 'warn',
    summary: 'not run yet',
    details: [
      `No run in ${neutralLine(runs)} is of it. To make one, in the kernel's repository:`,
      ...fetch,
      `  pinproof run --base git:.#HEAD --series ${known ? 'series/*.mbx' : 'SERIES.mbx'}`,
      '',
    ].join('\n'),
  };
}

export const checkOfUnfinished = (tree: string, runFolder: string): CheckResult => ({
  tool,
  status: 'warn',
  summary: `a run of it (${neutralLine(tree)}) has no verdict yet`,
  details: `${neutralLine(runFolder)} is not finished. To go on: pinproof run ${neutralLine(runFolder)}\n`,
});
