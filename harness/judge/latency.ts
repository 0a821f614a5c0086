import { operations, wordsOfTimed } from '../kinds/guest/operations.ts';
import type { Observation } from '../records/run/observation.ts';
import type { JudgedCell } from '../records/run/verdict.ts';
import { percentile, weighted } from '../text/quantiles.ts';

export type LatencySummary = NonNullable<JudgedCell['fsync']>;

const nanosecondsPerMillisecond = 1e6;

type Latency = Extract<Observation, { type: 'latency' }>;

/**
 * Returns fsync and fdatasync of the file under test together, in milliseconds of guest time; undefined where none was
 * measured. What is timed with a pin and without is not among them.
 */
export function fsyncLatency(observations: readonly Observation[]): LatencySummary | undefined {
  const series = latenciesOf(observations).filter(({ op, pinned }) => pinned === undefined && operations[op].own);
  const samples = weighted(series);
  if (samples.length === 0) return undefined;
  const milliseconds = (value: number): number => round(value / nanosecondsPerMillisecond);
  return {
    count: series.reduce((sum, { count }) => sum + count, 0),
    p50: milliseconds(percentile(samples, 0.5)),
    p99: milliseconds(percentile(samples, 0.99)),
    max: milliseconds(Math.max(samples.at(-1)?.value ?? 0, ...series.map(({ max }) => max))),
  };
}

/** Returns the median latency of each operation of one run, by its words, in nanoseconds of guest time. */
export function medianLatencies(observations: readonly Observation[]): Map<string, number> {
  const medians = [...Map.groupBy(latenciesOf(observations), ({ op, pinned }) => wordsOfTimed(op, pinned))].flatMap(
    ([op, series]) => {
      const samples = weighted(series);
      return samples.length === 0 ? [] : [[op, percentile(samples, 0.5)] as const];
    },
  );
  return new Map(medians);
}

const latenciesOf = (observations: readonly Observation[]): Latency[] =>
  observations.filter((each): each is Latency => each.type === 'latency');

/** Microseconds are as fine as a record needs. */
const round = (value: number): number => Math.round(value * 1000) / 1000;
