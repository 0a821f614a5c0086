import type { CellRecord } from '../../records/cell.ts';
import type { Observation } from '../../records/observation.ts';
import { durability } from '../calls.ts';
import { risesOf } from '../counters.ts';
import { only } from '../observations.ts';
import type { Detector } from './detector.ts';

/** blk_print_req_error() of block/blk-mq.c: REQ_OP_WRITE is 1. A flush or a discard that fails loses no data of a file's. */
const ofWrite = /\bop 0x1:\(WRITE\)/;

/**
 * Writes that the device refused; 0 where no line of the block layer's says that what failed was a write. Without it
 * nothing is known: the device's counter has reads in it, and so have the integrity lines. A lower bound where there is
 * one: lines are rate-limited, and only the first of each kind is kept, which may be a read.
 */
function refusedWrites(observations: readonly Observation[]): number {
  const lines = only(observations, 'log').filter(({ first }) => ofWrite.test(first));
  const logged = lines.filter(({ kind }) => kind === 'block-error' || kind === 'protection-error');
  const checked = logged.some(({ kind }) => kind === 'protection-error');
  return Math.max(
    0,
    ...logged.map(({ count }) => count),
    ...(checked
      ? [
          risesOf(observations, 'device').get('dif_errors') ?? 0,
          ...only(observations, 'integrity').map(({ count }) => count),
        ]
      : []),
  );
}

/**
 * Whether anybody was told that something is wrong. A problem counts: a workload gave up over an errno or a signal, so
 * that it may not have come to the fsync.
 */
const wasTold = (observations: readonly Observation[]): boolean =>
  observations.some(
    (each) =>
      (each.type === 'call' && each.errno !== 0 && each.count > 0) ||
      (each.type === 'check' && !each.ok && !each.skipped) ||
      each.type === 'problem',
  );

/** Calls for durability that said 0: only who asks can be lied to. */
const askedFor = ({ observations }: CellRecord): string[] =>
  only(observations, 'call')
    .filter(({ call, count }) => durability.has(call) && count > 0)
    .map(({ call, count }) => `${call} said 0, ${count === 1 ? 'once' : `${count} times`}`);

/** A refused write must be told by fsync, by the write itself or by umount; where all of them say 0 the kernel swallowed it. */
export const lostErrors: Detector = {
  name: 'lost-errors',
  summary: 'writes that the device refused and of which no call said anything: fsync lied',
  kinds: ['lost-error'],
  detect({ record }) {
    // A guest that was lost may not have come to the fsync that would have told.
    if (record.ending !== 'finished' || wasTold(record.observations)) return [];
    const asked = askedFor(record);
    const count = refusedWrites(record.observations);
    if (asked.length === 0 || count === 0) return [];
    const refused = `the device refused ${count} ${count === 1 ? 'write' : 'writes'}, and no call failed`;
    return [{ kind: 'lost-error', count, detail: `${refused}: ${asked.join(', ')}` }];
  },
};
