/** A row of a table whose ids stand in guests' reports. */
export interface Named {
  /** What people read instead of the id, where that is not clear by itself. */
  words?: string;
}

/** Returns the ids of a table, for a schema. */
export const idsOf = <Id extends string>(table: Readonly<Record<Id, unknown>>): [Id, ...Id[]] =>
  Object.keys(table) as [Id, ...Id[]];

/** Returns the words for an id; of a record that has been tampered with, the id as it is. */
export const wordsOf = <Id extends string>(table: Readonly<Record<Id, Named>>, id: Id): string =>
  (Object.hasOwn(table, id) ? table[id].words : undefined) ?? id;

/** Returns the words of all ids of a table whose row meets a condition. */
export const wordsWhere = <Id extends string, Row extends Named>(
  table: Readonly<Record<Id, Row>>,
  condition: (row: Row) => boolean,
): ReadonlySet<string> => new Set(idsOf(table).flatMap((id) => (condition(table[id]) ? [wordsOf<Id>(table, id)] : [])));
