import { type ComparisonId, comparisons } from '../../kinds/guest/comparisons.ts';
import { wordsOf } from '../../kinds/guest/words.ts';
import type { Observation } from '../../records/run/observation.ts';
import type { JudgedCell } from '../../records/run/verdict.ts';
import { only } from '../observations.ts';
import type { Detector } from './detector.ts';

type Comparison = Extract<Observation, { type: 'comparison' }>;

/** Places where it is not bytes that are compared, and what it means that pages there are bad. */
const meanings: Readonly<Partial<Record<ComparisonId, (comparison: Comparison) => string>>> = {
  'dirty-pages': ({ bad, pages }) => `${bad} of ${pages} pages still dirty when fdatasync had said 0`,
  'frozen-disk': ({ bad }) => `${bad} pages written to the disk of a frozen file system`,
  rescan: ({ bad, pages }) => `${bad} of ${pages} pages on the disk cannot be read again`,
};

/** The worst failures print nothing: what a file holds is compared with what was written to it, by every way to it. */
export const content: Detector = {
  name: 'content',
  summary:
    'wrong bytes: in the mapping, by O_DIRECT, after a remount, in clones and snapshots; pages left dirty; a rescan',
  detect: ({ record }) =>
    only(record.observations, 'comparison')
      .filter(({ ok }) => !ok)
      .map((each) => ({ kind: 'content', count: each.bad, detail: (meanings[each.where] ?? wrongBytes)(each) })),
};

function wrongBytes({ where, pages, bad, first, found }: Comparison): string {
  return [
    `${bad} of ${pages} pages wrong in ${wordsOf(comparisons, where)}`,
    ...(first === undefined ? [] : [`first page ${first}`]),
    ...(found === undefined ? [] : [`found ${found}`]),
  ].join(', ');
}

/** Where bytes, or pages, were wrong: each place once; undefined where there is none. */
export function wrongPlaces(observations: readonly Observation[]): JudgedCell['wrongIn'] {
  const places = new Set(
    only(observations, 'comparison').flatMap(({ ok, where }) => (ok ? [] : [wordsOf(comparisons, where)])),
  );
  return places.size === 0 ? undefined : [...places];
}
