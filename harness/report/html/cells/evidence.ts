import type { CellRecord } from '../../../records/run/cell.ts';
import type { Observation, Splat } from '../../../records/run/observation.ts';
import { type Excerpt, excerptOf } from './excerpt.ts';

type Of<Type extends Observation['type']> = Extract<Observation, { type: Type }>;

/** What a page says of a cell beyond its judgement; small, where consoles are large. */
export interface Evidence {
  parameters: CellRecord['cell']['parameters'];
  schedule: CellRecord['cell']['schedule'];
  comparisons: Of<'comparison'>[];
  latencies: Of<'latency'>[];
  stalls: Of<'stall'>[];
  splats: Splat[];
  /** Undefined where the console is gone. */
  excerpt: Excerpt | undefined;
  /** The first line in which two runs of the cell differ. */
  difference: string | undefined;
}

/** @param console latin-1, a character a byte; undefined where it is gone */
export function evidenceOf(record: CellRecord, console: string | undefined): Evidence {
  const of = <Type extends Observation['type']>(type: Type): Of<Type>[] =>
    record.observations.filter((each): each is Of<Type> => each.type === type);
  return {
    parameters: record.cell.parameters,
    schedule: record.cell.schedule,
    comparisons: of('comparison'),
    latencies: of('latency'),
    stalls: of('stall'),
    splats: of('splat'),
    excerpt: console === undefined ? undefined : excerptOf(console, record),
    difference: record.selfCheck?.difference,
  };
}
