/** Where a value stands between the ends of an axis. */
export interface Scale {
  low: number;
  high: number;
  logarithmic: boolean;
  /** 0 at the low end, 1 at the high one. */
  at(value: number): number;
}

/** Values further apart than this are all at one end of a linear axis. */
const linearUpTo = 30;

/** An axis for all of some values: from 0, or logarithmic between the least and the greatest where they lie far apart. */
export function scaleFor(values: readonly number[]): Scale {
  let [least, high] = [Number.POSITIVE_INFINITY, 0];
  for (const value of values) [least, high] = [Math.min(least, value), Math.max(high, value)];
  const logarithmic = least > 0 && high / least > linearUpTo;
  const low = logarithmic ? least : 0;
  const place = (value: number): number =>
    logarithmic ? Math.log(value / low) / Math.log(high / low) : high === 0 ? 0 : value / high;
  return { low, high, logarithmic, at: (value) => Math.min(1, Math.max(0, place(value))) };
}
