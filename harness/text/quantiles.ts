/** A measured value, and for how many it stands. */
export interface Weighted {
  value: number;
  weight: number;
}

/** Sorted. The guest may thin its samples: each then stands for count / samples.length calls. */
export function weighted(series: readonly { samples: readonly number[]; count: number }[]): Weighted[] {
  return series
    .flatMap(({ samples, count }) =>
      samples.map((value) => ({ value, weight: Math.max(count, samples.length) / samples.length })),
    )
    .toSorted((a, b) => a.value - b.value);
}

/** Nearest rank: a value that was measured, never one in between. @param sorted not empty */
export function percentile(sorted: readonly Weighted[], share: number): number {
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let passed = 0;
  for (const { value, weight } of sorted) {
    passed += weight;
    if (passed >= share * total - 1e-9) return value;
  }
  return sorted.at(-1)?.value ?? 0;
}
