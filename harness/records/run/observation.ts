import { z } from 'zod';
import { calls } from '../../kinds/guest/calls.ts';
import { comparisons } from '../../kinds/guest/comparisons.ts';
import { type CounterId, type CounterScope, counters } from '../../kinds/guest/counters.ts';
import { operations } from '../../kinds/guest/operations.ts';
import { environmentNames, phases } from '../../kinds/guest/stages.ts';
import { idsOf } from '../../kinds/guest/words.ts';

const callSchema = z.enum(idsOf(calls));
const operationSchema = z.enum(idsOf(operations));

const counterSchema = <Scope extends CounterScope>(scope: Scope) =>
  z.strictObject({
    type: z.literal('counter'),
    scope: z.literal(scope),
    name: z.enum(counters[scope] as readonly CounterId<Scope>[]),
    when: z.enum(['before', 'after']),
    value: z.number(),
  });

/**
 * What the guest itself reports, a JSON object behind `# pinproof ` in the KTAP stream (vm/README.md). Its names are the
 * ids of kinds/guest/.
 */
export const guestObservationSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('phase'),
    phase: z.enum(phases),
    /** Seconds of guest time since boot. */
    uptime: z.number(),
    what: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('environment'), name: z.enum(environmentNames), value: z.string() }),
  z.discriminatedUnion('scope', [
    counterSchema('workload'),
    counterSchema('device'),
    counterSchema('vm'),
    counterSchema('btrfs'),
  ]),
  z.strictObject({
    type: z.literal('call'),
    call: callSchema,
    errno: z.number().int(),
    /** The errno's name, empty where errno is 0. */
    error: z.string(),
    count: z.number().int(),
  }),
  z.strictObject({
    type: z.literal('latency'),
    op: operationSchema,
    /** Whether pages were pinned meanwhile; absent where the operation is not timed both ways. */
    pinned: z.boolean().optional(),
    unit: z.literal('ns'),
    /** Of all; `samples` may be thinned. */
    count: z.number().int(),
    max: z.number(),
    samples: z.array(z.number()),
  }),
  z.strictObject({
    type: z.literal('cost'),
    op: operationSchema,
    /** That it takes, idle time left out: the median. */
    instructions: z.number().int().nonnegative(),
    /** How often the operation was done. */
    count: z.number().int().positive(),
  }),
  z.strictObject({
    type: z.literal('comparison'),
    where: z.enum(idsOf(comparisons)),
    ok: z.boolean(),
    pages: z.number().int(),
    bad: z.number().int(),
    /** Page offset in the file of the first that differs. */
    first: z.number().int().optional(),
    found: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('order'),
    events: z.number().int(),
    /** FNV-1a of the events in their order. */
    hash: z.string().regex(/^[0-9a-f]{16}$/),
  }),
  z.strictObject({
    type: z.literal('stall'),
    /** What waited. */
    call: callSchema,
    /** The name (comm) of the task that made it. */
    task: z.string(),
    /** Of guest time, while the disk was idle: nothing was in flight, nothing completed. 2 at least. */
    seconds: z.number(),
    /** False: it did not come back in the cell. */
    ended: z.boolean(),
    /** The sleeper's functions in the kernel, innermost first; may be empty. */
    stack: z.array(z.string()),
  }),
  z.strictObject({ type: z.literal('problem'), what: z.string(), errno: z.number().int().optional() }),
]);

/** One line of the guest's KTAP: `ok` or `not ok`. */
export const checkSchema = z.strictObject({
  type: z.literal('check'),
  ok: z.boolean(),
  skipped: z.boolean(),
  text: z.string(),
});

/** A function at a place of the code, and the line there; `file` is as the tree names it, where it is of the tree. */
export const sourceFrameSchema = z.strictObject({
  function: z.string(),
  file: z.string(),
  line: z.number().int().positive(),
});

/** What stands at a place of the code. */
export const locationSchema = z.strictObject({
  at: z.string().describe('as the kernel printed it: func+0x12/0x34 [module]'),
  /** Innermost first: the functions inlined there, then the one that the kernel named. */
  frames: z.array(sourceFrameSchema).min(1),
});

/** What collect reads from the kernel console. Line numbers count from 1 in console.log. */
export const consoleObservationSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('splat'),
    /** What it means for the kernel, such as `hang` or `kasan-read`. */
    class: z.string(),
    /** The report's format, such as `rcu-stall`. */
    kind: z.string(),
    title: z.string(),
    /** The guilty function, past those that report, lock, wait, allocate and copy for others. */
    function: z.string().optional(),
    /** Its own backtrace, innermost first, without guesses; absent where there is none. */
    trace: z.array(z.string()).optional(),
    /** Equal for the same bug. */
    fingerprint: z.string().regex(/^[0-9a-f]{12}$/),
    /** Cut off, or mixed with others' lines beyond trust. */
    truncated: z.boolean(),
    task: z.strictObject({ name: z.string(), pid: z.number().int() }).optional(),
    /** Taint flags; empty: not tainted. */
    tainted: z.string().optional(),
    /** Seconds since boot. */
    time: z.number().optional(),
    firstLine: z.number().int(),
    lastLine: z.number().int(),
    text: z.string(),
    /** Of the places that `text` names, those whose lines are known. */
    locations: z.array(locationSchema).optional(),
  }),
  z.strictObject({
    type: z.literal('integrity'),
    tag: z.enum(['guard', 'reference', 'application']),
    by: z.string().describe('who found it: scsi_debug, block layer, sense data'),
    count: z.number().int(),
    first: z.string(),
  }),
  z.strictObject({
    type: z.literal('log'),
    /** A kind of kinds/lines/log.ts, such as `ext4-warning` or `block-error`. */
    kind: z.string(),
    count: z.number().int(),
    first: z.string(),
  }),
  z.strictObject({ type: z.literal('suppressed'), count: z.number().int() }),
]);

export const observationSchema = z.union([guestObservationSchema, checkSchema, consoleObservationSchema]);

export type GuestObservation = z.infer<typeof guestObservationSchema>;
export type ConsoleObservation = z.infer<typeof consoleObservationSchema>;
export type Splat = Extract<ConsoleObservation, { type: 'splat' }>;
export type SourceFrame = z.infer<typeof sourceFrameSchema>;
export type Location = z.infer<typeof locationSchema>;
export type Check = z.infer<typeof checkSchema>;
export type Observation = z.infer<typeof observationSchema>;
