/** Cells that go on from the same checkpoint, which `first` provides. */
export interface Group<T> {
  first: T;
  rest: readonly T[];
}

/**
 * The order in which tasks of several groups are started: each group's first one goes before the rest of the group
 * before, so that one checkpoint is made while cells run from the other, and no processor waits.
 */
export function pipelined<T>(groups: readonly Group<T>[]): T[] {
  return groups.flatMap(({ first, rest }, index) => {
    const next = groups[index + 1];
    return [...(index === 0 ? [first] : []), ...(next === undefined ? [] : [next.first]), ...rest];
  });
}
