/** A patch with the number that its file name or its subject gives it. */
export interface Numbered {
  /** For people. */
  label: string;
  number?: number | undefined;
  /** How many there are, where it says so. */
  total?: number | undefined;
}

/** The number in a name as git format-patch gives it: 0003-mm-gup.patch, v2-0003-mm-gup.patch. */
export function numberOfFile(name: string): number | undefined {
  const digits = /^(?:v\d+-)?(\d{1,5})[-_. ]/i.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The version in such a name; undefined where it has none. */
export function versionOfFile(name: string): number | undefined {
  const digits = /^v(\d{1,4})-/i.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The version in a subject: `[PATCH v2 3/7]`, `[RFC PATCHv2]`, `[v2]`; undefined where it has none. */
export function versionOfSubject(subject: string): number | undefined {
  const tags = /^\s*((?:\[[^\]]*\]\s*)*)/.exec(subject)?.[1] ?? '';
  const digits = /(?:\b|patch)v(\d{1,4})\b/i.exec(tags)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The numbers in a subject: `[PATCH v2 3/7] mm: ...`, `[RFC][PATCH 3/7] mm: ...`. */
export function numberOfSubject(subject: string): { number: number; total: number } | undefined {
  const [, number, total] = /^\s*(?:\[[^\]]*\]\s*)*?\[[^\]]*?\b0*(\d+)\/0*(\d+)\s*\]/.exec(subject) ?? [];
  return number === undefined || total === undefined ? undefined : { number: Number(number), total: Number(total) };
}

/**
 * What is wrong with the numbers of a series, in words, or undefined. Where not every patch has one, nothing is.
 * @param whole whether the end must be there too; the head must be in any case
 */
export function gapIn(patches: readonly Numbered[], whole: boolean): string | undefined {
  const numbers = patches.map(({ number }) => number).filter((number) => number !== undefined);
  if (numbers.length !== patches.length) return undefined;
  for (const [index, number] of numbers.entries()) {
    const [before, here] = [patches[index - 1]?.label, patches[index]?.label];
    const expected = index + 1;
    if (number === expected) continue;
    const earlier = numbers.indexOf(number);
    if (earlier < index) return `patch ${number} is there twice: "${patches[earlier]?.label}" and "${here}"`;
    if (numbers.includes(expected)) return `the patches are not in order: "${here}" stands before patch ${expected}`;
    return before === undefined
      ? `patch ${expected} is missing: the series begins with "${here}"`
      : `patch ${expected} is missing between "${before}" and "${here}"`;
  }
  const total = patches.at(-1)?.total;
  if (whole && total !== undefined && total > numbers.length) {
    return `patch ${numbers.length + 1} is missing: the series ends at ${numbers.length} of ${total}`;
  }
  return undefined;
}
