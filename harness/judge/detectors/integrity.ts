import type { Failure } from '../../records/run/verdict.ts';
import { risesOf } from '../counters.ts';
import { only } from '../observations.ts';
import type { Detector } from './detector.ts';

/**
 * One mismatch is reported by scsi_debug, by its sense data and perhaps by the block layer: the most that one of them
 * counted stands, never the sum. The device's own counter is exact, where there is but one tag to ascribe it to.
 */
export const integrity: Detector = {
  name: 'integrity',
  summary: 'guard, reference and application tags that do not match, by the device’s counter and the log',
  detect({ record: { observations } }) {
    const byTag = new Map<string, Failure>();
    for (const { tag, count, first } of only(observations, 'integrity')) {
      const failure = byTag.get(tag) ?? { kind: `${tag}-tag`, count: 0, detail: first };
      failure.count = Math.max(failure.count, count);
      byTag.set(tag, failure);
    }
    const failures = [...byTag.values()];
    const counted = risesOf(observations, 'device').get('dif_errors') ?? 0;
    const [sole] = failures;
    if (failures.length === 1 && sole !== undefined) sole.count = Math.max(sole.count, counted);
    else if (failures.length === 0 && counted > 0) {
      failures.push({ kind: 'dif-errors', count: counted, detail: `dif_errors rose by ${counted}` });
    }
    return failures;
  },
};
