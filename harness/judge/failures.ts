import type { CellRecord } from '../records/cell.ts';
import { harmlessLogs } from '../records/failureKinds.ts';
import type { Observation } from '../records/observation.ts';
import type { Failure } from '../records/verdict.ts';
import { risesOf } from './counters.ts';

type Of<T extends Observation['type']> = Extract<Observation, { type: T }>;
const only = <T extends Observation['type']>(observations: readonly Observation[], type: T): Of<T>[] =>
  observations.filter((each): each is Of<T> => each.type === type);

/** Calls by which a program asks for durability; a failure means the kernel gave data up. */
const durability: ReadonlySet<string> = new Set(['fsync', 'fdatasync', 'msync', 'sync', 'syncfs', 'sync_file_range']);

export interface CallFailure {
  call: string;
  error: string;
  count: number;
  /** Of all calls of that name. */
  total: number;
}

/** Calls that failed, one entry a call and errno. */
export function failedCalls(observations: readonly Observation[]): CallFailure[] {
  const totals = new Map<string, number>();
  const failed = new Map<string, CallFailure>();
  for (const { call, errno, error, count } of only(observations, 'call')) {
    totals.set(call, (totals.get(call) ?? 0) + count);
    if (errno === 0 || count === 0) continue;
    const name = error || `errno ${errno}`;
    const entry = failed.get(`${call} ${name}`) ?? { call, error: name, count: 0, total: 0 };
    entry.count += count;
    failed.set(`${call} ${name}`, entry);
  }
  return [...failed.values()].map((entry) => ({ ...entry, total: totals.get(entry.call) ?? entry.count }));
}

/**
 * Everything in a cell that must not be, in a stable order. Failed calls are given apart, because some of them are
 * refusals. An ending `killed` is no failure: it was QEMU that died.
 */
export function failuresOf(record: CellRecord, unexpectedCalls: readonly CallFailure[]): Failure[] {
  const { observations, ending, guest } = record;
  return [
    ...splats(observations),
    ...lostGuest(ending, guest.stopped),
    ...comparisons(observations),
    ...integrity(observations),
    ...pinLeak(observations),
    ...btrfsCounters(observations),
    ...unexpectedCalls.map(callFailure),
    ...logs(observations),
    ...checks(observations),
  ];
}

function splats(observations: readonly Observation[]): Failure[] {
  const byTitle = new Map<string, Failure>();
  for (const { class: name, title } of only(observations, 'splat')) {
    const kind = `splat:${name}`;
    const failure = byTitle.get(`${kind} ${title}`) ?? { kind, count: 0, detail: title };
    failure.count += 1;
    byTitle.set(`${kind} ${title}`, failure);
  }
  return [...byTitle.values()];
}

const endingWords: Readonly<Record<CellRecord['ending'], string | undefined>> = {
  finished: undefined,
  killed: undefined,
  panicked: 'the kernel panicked',
  oopsed: 'the kernel oopsed',
  hung: 'the guest hung',
  silent: 'the guest fell silent',
  'timed-out': 'the guest did not end within its time limit',
  'never-booted': 'the kernel printed nothing',
};

function lostGuest(ending: CellRecord['ending'], stopped: CellRecord['guest']['stopped']): Failure[] {
  const words = endingWords[ending];
  if (words === undefined) return [];
  const detail = stopped === 'console-flood' ? `${words} (its console was flooded)` : words;
  return [{ kind: `ending:${ending}`, count: 1, detail }];
}

function comparisons(observations: readonly Observation[]): Failure[] {
  return only(observations, 'comparison')
    .filter(({ ok }) => !ok)
    .map(({ where, pages, bad, first, found }) => ({
      kind: 'content',
      count: bad,
      detail: [
        `${bad} of ${pages} pages wrong in ${where}`,
        ...(first === undefined ? [] : [`first page ${first}`]),
        ...(found === undefined ? [] : [`found ${found}`]),
      ].join(', '),
    }));
}

/**
 * One mismatch is told by scsi_debug, by its sense data and perhaps by the block layer: the most that one of them
 * counted stands, never the sum. The device's own counter is exact, where there is but one tag to ascribe it to.
 */
function integrity(observations: readonly Observation[]): Failure[] {
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
}

/**
 * /proc/vmstat is batched: each CPU may hold back up to 125 of a counter (calculate_normal_threshold() of mm/vmstat.c),
 * and a read of /proc/sys/vm/stat_refresh folds in only what is there at that moment. Fewer are no evidence.
 */
const batchedPins = 256;

/** Pins that outlive the program that made them: nothing prints, and the pages are never free again. */
function pinLeak(observations: readonly Observation[]): Failure[] {
  const rises = risesOf(observations, 'vm');
  const acquired = rises.get('nr_foll_pin_acquired');
  const released = rises.get('nr_foll_pin_released');
  if (acquired === undefined || released === undefined || acquired - released <= batchedPins) return [];
  return [{ kind: 'pin-leak', count: acquired - released, detail: `${acquired} pins made, ${released} released` }];
}

function btrfsCounters(observations: readonly Observation[]): Failure[] {
  return [...risesOf(observations, 'btrfs')]
    .filter(([, rise]) => rise > 0)
    .map(([name, rise]) => ({ kind: 'btrfs-counter', count: rise, detail: `btrfs ${name} +${rise}` }));
}

function callFailure({ call, error, count, total }: CallFailure): Failure {
  const kind = durability.has(call) ? 'fsync-error' : 'call-error';
  return { kind, count, detail: `${call} ${error} ${count} of ${total}` };
}

function logs(observations: readonly Observation[]): Failure[] {
  return only(observations, 'log')
    .filter(({ kind }) => !harmlessLogs.has(kind))
    .map(({ kind, count, first }) => ({ kind: `log:${kind}`, count, detail: first }));
}

function checks(observations: readonly Observation[]): Failure[] {
  return only(observations, 'check')
    .filter(({ ok, skipped }) => !ok && !skipped)
    .map(({ text }) => ({ kind: 'check', count: 1, detail: `not ok: ${text}` }));
}
