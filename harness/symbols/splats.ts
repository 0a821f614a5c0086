import type { Observation } from '../records/run/observation.ts';
import type { Located, Symboliser } from './symboliser.ts';

/** The observations of a console, their splats with locations: the kernel's text stays as it was. */
export async function locateSplats<T extends Observation>(
  observations: readonly T[],
  symboliser: Symboliser,
): Promise<{ observations: T[] } & Pick<Located, 'unknown' | 'strangers'>> {
  const texts = observations.flatMap((each) => (each.type === 'splat' ? [each.text] : []));
  if (texts.length === 0) return { observations: [...observations], unknown: [], strangers: [] };
  const { locations, unknown, strangers } = await symboliser.locate(texts);
  const found = locations.values();
  const located = observations.map((each) => {
    if (each.type !== 'splat') return each;
    const own = found.next().value ?? [];
    return own.length === 0 ? each : { ...each, locations: own };
  });
  return { observations: located, unknown, strangers };
}
