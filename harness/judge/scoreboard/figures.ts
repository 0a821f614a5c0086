import { failureKindOf } from '../../kinds/failureKinds.ts';
import type { Gravity } from '../../kinds/gravity.ts';
import { comparisons } from '../../kinds/guest/comparisons.ts';
import { operations } from '../../kinds/guest/operations.ts';
import { wordsWhere } from '../../kinds/guest/words.ts';
import type { Figure, FigureName } from '../../records/outputs/scoreboard.ts';
import type { Failure, JudgedCell } from '../../records/run/verdict.ts';
import { gravest } from '../compare.ts';

/** A cell of a tree, and what the base made of the same. */
export interface Scored {
  cell: JudgedCell;
  /** Undefined for the base itself. */
  base: JudgedCell | undefined;
}

/** Places where data is found only if it got where it must not be (workloads/late-write), in the words of verdicts. */
const places = wordsWhere(comparisons, ({ elsewhere = false }) => elsewhere);

/** How much of it there is in one cell: seconds, or 1. Undefined where there is none. */
type Measure = (scored: Scored) => number | undefined;

const kinds =
  (wanted: (failure: Failure) => boolean): Measure =>
  ({ cell }) =>
    cell.failures.some(wanted) ? 1 : undefined;

const ofGravity = (...gravities: Gravity[]): Measure =>
  kinds(({ kind }) => gravities.includes(failureKindOf(kind).gravity));

/** Content failures other than those that say where bytes are: a lost error, data that a file system says it dropped. */
const dropped = kinds(
  ({ kind }) => failureKindOf(kind).gravity === 'content' && kind !== 'content' && kind !== 'pin-leak',
);

const wrong = ({ cell }: Scored, isMeant: (place: string) => boolean): number | undefined =>
  (cell.wrongIn ?? []).some(isMeant) ? 1 : undefined;

/**
 * What waits for a pin of the very file, in the words of verdicts; all others are bystanders: another file, the
 * filesystem, the machine.
 */
const ownOperations = wordsWhere(operations, ({ own = false }) => own);

const besidePin = ({ cell }: Scored, isMeant: (op: string) => boolean): number | undefined => {
  const waits = (cell.beside ?? []).filter(({ op }) => isMeant(op)).map(({ pinned }) => pinned / 1000);
  return waits.length === 0 ? undefined : Math.max(...waits);
};

/** What each figure measures in a cell, and how those of all cells become one: how many, or the longest. */
const measures: Readonly<Record<FigureName, { total: 'count' | 'longest'; of: Measure }>> = {
  crashes: { total: 'count', of: ofGravity('crash') },
  splats: { total: 'count', of: ofGravity('splat') },
  checksums: { total: 'count', of: ofGravity('integrity') },
  lost: { total: 'count', of: (scored) => wrong(scored, (place) => !places.has(place)) ?? dropped(scored) },
  spread: { total: 'count', of: (scored) => wrong(scored, (place) => places.has(place)) },
  pins: { total: 'count', of: kinds(({ kind }) => kind === 'pin-leak') },
  errors: { total: 'count', of: ofGravity('error') },
  refused: { total: 'count', of: (scored) => (refusalsBeyond(scored).length > 0 ? 1 : undefined) },
  stall: { total: 'longest', of: ({ cell }) => cell.stall?.seconds },
  'own-wait': { total: 'longest', of: (scored) => besidePin(scored, (op) => ownOperations.has(op)) },
  'others-wait': { total: 'longest', of: (scored) => besidePin(scored, (op) => !ownOperations.has(op)) },
};

/** All figures of one tree. A cell counts once for each, however often it shows there. */
export function figuresOf(scored: readonly Scored[]): Record<FigureName, Figure> {
  const entries = Object.entries(measures).map(([name, { total, of }]) => {
    const found = scored.flatMap((each) => {
      const amount = of(each);
      return amount === undefined ? [] : [{ id: each.cell.id, amount, gravity: gravest(each.cell.failures) }];
    });
    found.sort((a, b) => b.amount - a.amount || b.gravity - a.gravity);
    const [worst] = found;
    const value = total === 'count' ? found.length : worst?.amount;
    return [name, { ...(value === undefined ? {} : { value }), cells: found.map(({ id }) => id) }];
  });
  return Object.fromEntries(entries) as Record<FigureName, Figure>;
}

/** Refused calls that the base lets pass in the same cell. */
export function refusalsBeyond({ cell, base }: Scored): string[] {
  if (base === undefined) return [];
  const same = ({ call, error }: JudgedCell['refusals'][number]): string => `${call} ${error}`;
  const known = new Set(base.refusals.map(same));
  return cell.refusals.map(same).filter((each) => !known.has(each));
}
