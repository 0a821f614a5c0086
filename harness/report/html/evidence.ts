import type { CellRecord } from '../../records/cell.ts';
import type { Observation, Splat } from '../../records/observation.ts';
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
  excerpt: Excerpt;
  /** The first line in which two runs of the cell differ. */
  difference: string | undefined;
}

/** @param console latin-1, a character a byte */
export function evidenceOf(record: CellRecord, console: string): Evidence {
  const of = <Type extends Observation['type']>(type: Type): Of<Type>[] =>
    record.observations.filter((each): each is Of<Type> => each.type === type);
  return {
    parameters: record.cell.parameters,
    schedule: record.cell.schedule,
    comparisons: of('comparison'),
    latencies: of('latency'),
    stalls: of('stall'),
    splats: of('splat'),
    excerpt: excerptOf(console, record),
    difference: record.selfCheck?.difference,
  };
}
