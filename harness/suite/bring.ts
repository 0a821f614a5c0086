import type { Suite } from '../records/inputs/suite.ts';
import { bringSeries } from '../series/ways/bring.ts';
import type { Place } from '../series/ways/way.ts';

/** A suite whose series are all on disk, and where those came from that were not. */
export interface BroughtSuite {
  suite: Suite;
  /** By the path that stands in the suite now. */
  origins: Record<string, string>;
}

/** Brings to disk what a suite names as series and is elsewhere: a plan has nothing that could mean another thing tomorrow. */
export async function bringAll(suite: Suite, place: Place): Promise<BroughtSuite> {
  const origins: Record<string, string> = {};
  const bring = async (text: string): Promise<string> => {
    const brought = await bringSeries(text, place);
    if (brought === undefined) return text;
    origins[brought.path] = brought.origin;
    return brought.path;
  };
  const bringEach = async (series: string | string[] | undefined): Promise<{ series?: string[] }> => {
    if (series === undefined) return {};
    const paths: string[] = [];
    for (const text of [series].flat()) paths.push(await bring(text));
    return { series: paths };
  };
  const base = { ...suite.base, ...(await bringEach(suite.base.series)) };
  const candidates: Suite['candidates'] = [];
  for (const candidate of suite.candidates) candidates.push({ ...candidate, ...(await bringEach(candidate.series)) });
  return { suite: { ...suite, base, candidates }, origins };
}

/** What a series was written on, as a source of a tree, where its commits say so. */
export async function baseOf(series: string, place: Place): Promise<string | undefined> {
  return (await bringSeries(series, place))?.base;
}
