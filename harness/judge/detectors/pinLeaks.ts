import { risesOf } from '../counters.ts';
import type { Detector } from './detector.ts';

/**
 * Pins that outlive the program that made them: nothing prints, and the pages are never free again. One is enough: the
 * guest reads /proc/sys/vm/stat_refresh first, which folds what the processors hold back of each counter into the sum
 * (refresh_cpu_vm_stats() of mm/vmstat.c), both sides of GUP count alike (mm/gup.c), and the second count waits for
 * workers that give pins back when the workload has exited (vm/cell/counters.c).
 */
export const pinLeaks: Detector = {
  name: 'pin-leaks',
  summary: 'page pins that are never released, by the counters of GUP',
  detect({ record }) {
    const rises = risesOf(record.observations, 'vm');
    const acquired = rises.get('nr_foll_pin_acquired');
    const released = rises.get('nr_foll_pin_released');
    if (acquired === undefined || released === undefined || acquired <= released) return [];
    return [{ kind: 'pin-leak', count: acquired - released, detail: `${acquired} pins made, ${released} released` }];
  },
};
