import { gravityOf } from '../kinds/failureKinds.ts';
import type { RefusalClaim } from '../records/inputs/candidate.ts';
import type { CellStatus, Comparison, Failure, JudgedCell, VerdictWord } from '../records/run/verdict.ts';
import { describeFailure } from './failureWords.ts';

export type Ruling = Pick<Comparison, 'verdict' | 'why'> & { claimed?: boolean };

export interface Pair {
  base: JudgedCell;
  candidate: JudgedCell;
  /** Those that candidate.yaml makes for this workload. */
  claims: readonly RefusalClaim[];
}

type Rule = (pair: Pair) => Ruling;

const always =
  (verdict: VerdictWord, why: string): Rule =>
  () => ({ verdict, why });

const nothingLearnt: Rule = ({ base, candidate }) => {
  const sides = [
    ...(base.status === 'lost' ? [`base: ${base.reasons[0] ?? 'no facts'}`] : []),
    ...(candidate.status === 'lost' ? [`candidate: ${candidate.reasons[0] ?? 'no facts'}`] : []),
  ];
  return { verdict: 'inconclusive', why: sides.join('; ') };
};

const provesNothing: Rule = ({ base, candidate }) => {
  const sides = [
    ...(base.status === 'invalid' ? [`base: ${base.reasons[0] ?? 'proves nothing'}`] : []),
    ...(candidate.status === 'invalid' ? [`candidate: ${candidate.reasons[0] ?? 'proves nothing'}`] : []),
  ];
  return { verdict: 'invalid', why: sides.join('; ') };
};

const broke: Rule = ({ candidate }) => ({ verdict: 'regressed', why: worstOf(candidate.failures) });

/** Rows: the base. Columns: the candidate. A red base does not redden the candidate, and a refusal is never a fix. */
const rules: Readonly<Record<CellStatus, Readonly<Record<CellStatus, Rule>>>> = {
  pass: {
    pass: always('unchanged-good', 'clean on both'),
    fail: broke,
    refused: refuses,
    invalid: provesNothing,
    lost: nothingLearnt,
  },
  fail: {
    pass: ({ base }) => ({ verdict: 'fixed', why: `no longer: ${worstOf(base.failures)}` }),
    fail: bothFail,
    refused: refuses,
    invalid: provesNothing,
    lost: nothingLearnt,
  },
  refused: {
    pass: always('fixed', 'accepted again, and clean'),
    fail: ({ candidate }) => ({ verdict: 'regressed', why: `accepted again, and ${worstOf(candidate.failures)}` }),
    refused: refuses,
    invalid: provesNothing,
    lost: nothingLearnt,
  },
  invalid: {
    pass: provesNothing,
    fail: provesNothing,
    refused: provesNothing,
    invalid: provesNothing,
    lost: nothingLearnt,
  },
  lost: {
    pass: nothingLearnt,
    fail: nothingLearnt,
    refused: nothingLearnt,
    invalid: nothingLearnt,
    lost: nothingLearnt,
  },
};

/**
 * What a candidate changed in one cell.
 * @param cell device/filesystem/workload/seed, the same for both.
 * @param claims of candidate.yaml, for this workload only.
 */
export function compareCells(cell: string, candidateName: string, pair: Pair): Comparison {
  const { base, candidate } = pair;
  const { verdict, why, claimed = false } = rules[base.status][candidate.status](pair);
  return {
    candidate: candidateName,
    cell,
    base: base.status,
    candidateStatus: candidate.status,
    verdict,
    claimed,
    why,
  };
}

function bothFail({ base, candidate }: Pair): Ruling {
  // A config or a machine that boots no tree at all is more likely than two broken trees.
  if ([base, candidate].every(({ failures }) => failures.some(({ kind }) => kind === 'boot')))
    return { verdict: 'inconclusive', why: 'neither tree boots' };
  if (gravest(candidate.failures) > gravest(base.failures)) {
    return { verdict: 'regressed', why: `worse than the base: ${worstOf(candidate.failures)}` };
  }
  return { verdict: 'unchanged-bad', why: worstOf(candidate.failures) };
}

function refuses({ base, candidate, claims }: Pair): Ruling {
  const same = ({ call, error }: JudgedCell['refusals'][number]): string => `${call} ${error}`;
  const known = new Set(base.refusals.map(same));
  const claimed = new Set(claims.map(({ refuses: call, errno }) => `${call} ${errno}`));
  const all = candidate.refusals.map(same);
  const what = all.join(', ');
  if (all.every((each) => claimed.has(each))) {
    return { verdict: 'refused', claimed: true, why: `${what}, as candidate.yaml claims` };
  }
  if (base.status !== 'refused') return { verdict: 'refused', why: `${what}, which candidate.yaml does not claim` };
  const added = all.filter((each) => !known.has(each) && !claimed.has(each));
  if (added.length === 0) return { verdict: 'refused', why: `${what}, as the base does` };
  return { verdict: 'regressed', why: `refuses more than the base: ${added.join(', ')}` };
}

/** Returns the grade of the gravest failure, from 0 (log) to 6 (crash); -1 where there is none. */
export const gravest = (failures: readonly Pick<Failure, 'kind'>[]): number =>
  Math.max(-1, ...failures.map(({ kind }) => gravityOf(kind)));

/** The gravest failure in words; the first of several. */
export function worstOf(failures: readonly Failure[]): string {
  const grade = gravest(failures);
  const worst = failures.find(({ kind }) => gravityOf(kind) === grade);
  return worst === undefined ? 'no failure is known' : describeFailure(worst);
}
