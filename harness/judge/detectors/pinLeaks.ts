import { risesOf } from '../counters.ts';
import type { Detector } from './detector.ts';

/**
 * /proc/vmstat is batched: each CPU may hold back up to 125 of a counter (calculate_normal_threshold() of mm/vmstat.c),
 * and a read of /proc/sys/vm/stat_refresh folds in only what is there at that moment. Fewer are no evidence.
 */
const batchedPins = 256;

/** Pins that outlive the program that made them: nothing prints, and the pages are never free again. */
export const pinLeaks: Detector = {
  name: 'pin-leaks',
  summary: 'page pins that are never released, by the counters of GUP',
  kinds: ['pin-leak'],
  detect({ record }) {
    const rises = risesOf(record.observations, 'vm');
    const acquired = rises.get('nr_foll_pin_acquired');
    const released = rises.get('nr_foll_pin_released');
    if (acquired === undefined || released === undefined || acquired - released <= batchedPins) return [];
    return [{ kind: 'pin-leak', count: acquired - released, detail: `${acquired} pins made, ${released} released` }];
  },
};
