import type { CellRecord, LostCell } from '../records/run/cell.ts';
import type { JudgedCell, VerdictRecord } from '../records/run/verdict.ts';

type Explored = VerdictRecord['exploration'][number];

/**
 * What the seeds of a run reached: for each tree and site with several seeds, in how many orders the events of the
 * workload came, how many outcomes there were, and which failures only some seeds show. An outcome is the status and the
 * kinds of failures; numbers of errors are no outcome of their own.
 */
export function explorationOf(
  records: readonly (CellRecord | LostCell)[],
  judged: ReadonlyMap<string, JudgedCell>,
): Explored[] {
  const facts = records.flatMap((record) => {
    const cell = judged.get(record.cell.id);
    return record.format === 'pinproof.cell/1' && cell !== undefined ? [{ record, cell }] : [];
  });
  const groups = Map.groupBy(facts, ({ record }) => record.cell.id.replace(/\/[^/]*$/, ''));
  return [...groups].flatMap(([id, members]) => {
    const seeds = members.map(({ record }) => record.cell.seed);
    if (new Set(seeds).size < 2) return [];
    const orders = members.flatMap(({ record: { observations } }) => {
      const order = observations.find((each) => each.type === 'order');
      return order === undefined ? [] : [order.hash];
    });
    const outcomes = members.map(({ cell }) => [cell.status, ...kindsOf(cell)].join(' '));
    return [
      {
        cells: id,
        seeds: seeds.length,
        orders: new Set(orders).size,
        outcomes: new Set(outcomes).size,
        rare: rareIn(members.map(({ record, cell }) => ({ seed: record.cell.seed, kinds: kindsOf(cell) }))),
      },
    ];
  });
}

function kindsOf({ failures }: JudgedCell): string[] {
  return [...new Set(failures.map(({ kind }) => kind))].toSorted();
}

/** Failures that some seeds show and others do not; those that come together are listed together. */
function rareIn(members: readonly { seed: number; kinds: readonly string[] }[]): Explored['rare'] {
  const kinds = [...new Set(members.flatMap((member) => member.kinds))].toSorted();
  const shown = kinds.map((kind) => ({
    kind,
    seeds: members.filter((member) => member.kinds.includes(kind)).map(({ seed }) => seed),
  }));
  const groups = Map.groupBy(shown, ({ seeds }) => seeds.join());
  return [...groups.values()].flatMap((group) => {
    const seeds = group[0]?.seeds ?? [];
    if (seeds.length === members.length) return [];
    return [{ kinds: group.map(({ kind }) => kind), seeds: seeds.toSorted((a, b) => a - b) }];
  });
}
