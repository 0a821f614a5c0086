import { calls } from '../../kinds/guest/calls.ts';
import { wordsOf } from '../../kinds/guest/words.ts';
import type { CellRecord } from '../../records/run/cell.ts';
import type { Observation } from '../../records/run/observation.ts';
import { risesOf } from '../counters.ts';
import { only } from '../observations.ts';
import type { Detector } from './detector.ts';

/** blk_print_req_error() of block/blk-mq.c: REQ_OP_WRITE is 1. A flush or a discard that fails loses no data of a file's. */
const ofWrite = /\bop 0x1:\(WRITE\)/;

/** Kinds of the block layer's own lines about requests that failed; it prints one for the first of them always. */
const ofRequests: ReadonlySet<string> = new Set(['block-error', 'protection-error']);

/**
 * What the device refused, in words, and how often; 0 where it is not known that it refused a write. The lines of the
 * block layer say whether it was one; the device's counter and the integrity lines have reads in them too. A lower bound
 * where there are lines: they are rate-limited, and only the first of each kind is kept, which may be a read. Where the
 * device counted and there is no line at all, the block layer itself took an error for none.
 */
function refused(observations: readonly Observation[]): { count: number; what: string } {
  const lines = only(observations, 'log').filter(({ kind }) => ofRequests.has(kind));
  const counted = risesOf(observations, 'device').get('dif_errors') ?? 0;
  if (lines.length === 0) return { count: counted, what: counted === 1 ? 'request' : 'requests' };
  const ofWrites = lines.filter(({ first }) => ofWrite.test(first));
  const checked = ofWrites.some(({ kind }) => kind === 'protection-error');
  const told = checked ? only(observations, 'integrity').map((each) => each.count) : [];
  const count = Math.max(0, ...ofWrites.map((line) => line.count), ...told, checked ? counted : 0);
  return { count, what: count === 1 ? 'write' : 'writes' };
}

/**
 * Whether a call reported that something is wrong. A problem counts: a workload gave up over an errno or a signal, so
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
    .filter(({ call, count }) => calls[call].durable && count > 0)
    .map(({ call, count }) => `${wordsOf(calls, call)} said 0, ${count === 1 ? 'once' : `${count} times`}`);

/** A refused write must be reported by fsync, by the write itself or by umount; where all of them say 0 the kernel swallowed it. */
export const lostErrors: Detector = {
  name: 'lost-errors',
  summary: 'writes that the device refused and of which no call said anything: fsync lied',
  detect({ record }) {
    // A guest that was lost may not have come to the fsync that would have failed.
    if (record.ending !== 'finished' || wasTold(record.observations)) return [];
    const asked = askedFor(record);
    const { count, what } = refused(record.observations);
    if (asked.length === 0 || count === 0) return [];
    const detail = `the device refused ${count} ${what}, and no call failed: ${asked.join(', ')}`;
    return [{ kind: 'lost-error', count, detail }];
  },
};
