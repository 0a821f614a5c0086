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
    type: z.literal('counter').describe('the value of a counter'),
    scope: z.literal(scope).describe('what keeps the counter'),
    name: z.enum(counters[scope] as readonly CounterId<Scope>[]).describe('the counter'),
    when: z.enum(['before', 'after']).describe('before or after the workload ran'),
    value: z.number().describe('its value then'),
  });

/**
 * What the guest itself reports, a JSON object behind `# pinproof ` in the KTAP stream (vm/README.md). Its names are the
 * ids of kinds/guest/.
 */
export const guestObservationSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('phase').describe('the guest begins a phase'),
    phase: z.enum(phases).describe('the phase; stuck: a step did not end within its guest time'),
    uptime: z.number().describe('seconds of guest time since boot'),
    what: z.string().optional().describe('what the phase is about, such as the step that is stuck'),
  }),
  z.strictObject({
    type: z.literal('environment').describe('how the guest is set up'),
    name: z.enum(environmentNames).describe('the setting'),
    value: z.string().describe('as the guest found it'),
  }),
  z.discriminatedUnion('scope', [
    counterSchema('workload'),
    counterSchema('device'),
    counterSchema('vm'),
    counterSchema('btrfs'),
  ]),
  z.strictObject({
    type: z.literal('call').describe('how often a call ended with one errno'),
    call: callSchema.describe('the call'),
    errno: z.number().int().describe('the errno; 0: it succeeded'),
    error: z.string().describe("the errno's name, empty where errno is 0"),
    count: z.number().int().describe('how often'),
  }),
  z.strictObject({
    type: z.literal('latency').describe('how long an operation took'),
    op: operationSchema.describe('the operation'),
    pinned: z
      .boolean()
      .optional()
      .describe('whether pages were pinned meanwhile; absent where the operation is not timed both ways'),
    unit: z.literal('ns').describe('nanoseconds of guest time'),
    count: z.number().int().describe('how often the operation was done; `samples` may be thinned'),
    max: z.number().describe('the longest of all'),
    samples: z.array(z.number()).describe('times of single operations'),
  }),
  z.strictObject({
    type: z.literal('cost').describe('how many instructions an operation takes'),
    op: operationSchema.describe('the operation'),
    instructions: z.number().int().nonnegative().describe('the median, without idle time'),
    count: z.number().int().positive().describe('how often the operation was done'),
  }),
  z.strictObject({
    type: z.literal('comparison').describe('content was compared with what was written'),
    where: z.enum(idsOf(comparisons)).describe('the place where the content was read'),
    ok: z.boolean().describe('whether all of it is right'),
    pages: z.number().int().describe('pages that were compared'),
    bad: z.number().int().describe('pages that differ'),
    first: z
      .number()
      .int()
      .optional()
      .describe('the page offset in the file of the first page that differs; absent where none does'),
    found: z.string().optional().describe('what that page holds instead; absent where none differs'),
  }),
  z.strictObject({
    type: z.literal('order').describe('the order in which the events of a workload happened'),
    events: z.number().int().describe('how many events'),
    hash: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .describe('FNV-1a of the events in their order: equal for equal orders'),
  }),
  z.strictObject({
    type: z.literal('stall').describe('a call waited although the disk was idle'),
    call: callSchema.describe('the call that waited'),
    task: z.string().describe('the name (comm) of the task that made the call'),
    seconds: z
      .number()
      .describe('seconds of guest time, at least 2, in which the disk had nothing in flight and completed nothing'),
    ended: z.boolean().describe('false: the call did not return in the cell'),
    stack: z.array(z.string()).describe("the task's functions in the kernel, innermost first; may be empty"),
  }),
  z.strictObject({
    type: z.literal('problem').describe('the guest could not do its part, so the cell proves nothing'),
    what: z.string().describe('what failed'),
    errno: z.number().int().optional().describe('the errno; absent where no call failed'),
  }),
]);

/** One line of the guest's KTAP: `ok` or `not ok`. */
export const checkSchema = z.strictObject({
  type: z.literal('check').describe('a test of the KTAP report'),
  ok: z.boolean().describe('`ok`, not `not ok`'),
  skipped: z.boolean().describe('whether it is marked with SKIP'),
  text: z.string().describe('the description of the test'),
});

/** A function at a place of the code, and the line there. */
export const sourceFrameSchema = z.strictObject({
  function: z.string().describe('the function'),
  file: z.string().describe('its source file, relative to the tree where it is in the tree'),
  line: z.number().int().positive().describe('the line, from 1'),
});

/** What stands at a place of the code. */
export const locationSchema = z.strictObject({
  at: z.string().describe('as the kernel printed it: func+0x12/0x34 [module]'),
  frames: z
    .array(sourceFrameSchema)
    .min(1)
    .describe('innermost first: the functions that are inlined there, then the one that the kernel printed'),
});

/** What collect reads from the kernel console. Line numbers count from 1 in console.log. */
export const consoleObservationSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('splat').describe('a kernel bug report'),
    class: z.string().describe('what it means for the kernel, such as `hang` or `kasan-read`'),
    kind: z.string().describe("the report's format, such as `rcu-stall`"),
    title: z.string().describe('the report in one line: `WARNING in try_grab_page`'),
    function: z
      .string()
      .optional()
      .describe(
        'the guilty function, past those that report, lock, wait, allocate and copy for others; absent where it is not known',
      ),
    trace: z
      .array(z.string())
      .optional()
      .describe('the backtrace of the report, innermost first, without guesses (`?`); absent where there is none'),
    fingerprint: z
      .string()
      .regex(/^[0-9a-f]{12}$/)
      .describe('equal for reports of the same bug'),
    truncated: z.boolean().describe('whether it is cut off, or mixed with other lines so that it cannot be trusted'),
    task: z
      .strictObject({
        name: z.string().describe('the name (comm) of the task'),
        pid: z.number().int().describe('its process id in the guest'),
      })
      .optional()
      .describe('the task that ran; absent where the report names none'),
    tainted: z
      .string()
      .optional()
      .describe('taint flags; empty: not tainted; absent where the report does not have them'),
    time: z.number().optional().describe('seconds since boot; absent where the console has no times'),
    firstLine: z.number().int().describe('its first line in console.log, from 1'),
    lastLine: z.number().int().describe('its last line in console.log'),
    text: z.string().describe('the report as the kernel printed it'),
    locations: z
      .array(locationSchema)
      .optional()
      .describe('source lines of places that `text` has, where they are known; absent where none is'),
  }),
  z.strictObject({
    type: z.literal('integrity').describe('reports of wrong protection information'),
    tag: z.enum(['guard', 'reference', 'application']).describe('the part of the protection information that is wrong'),
    by: z.string().describe('what found it: scsi_debug, block layer, sense data'),
    count: z.number().int().describe('how many lines report it; a lower bound, as the kernel limits their rate'),
    first: z.string().describe('the first of these lines'),
  }),
  z.strictObject({
    type: z.literal('log').describe('log lines of one kind'),
    kind: z.string().describe('a kind of kinds/lines/log.ts, such as `ext4-warning` or `block-error`'),
    count: z.number().int().describe('how many lines; a lower bound, as the kernel limits their rate'),
    first: z.string().describe('the first of these lines'),
  }),
  z.strictObject({
    type: z.literal('suppressed').describe('log lines that the kernel left out'),
    count: z.number().int().describe('how many, by its own count'),
  }),
]);

export const observationSchema = z.union([guestObservationSchema, checkSchema, consoleObservationSchema]);

export type GuestObservation = z.infer<typeof guestObservationSchema>;
export type ConsoleObservation = z.infer<typeof consoleObservationSchema>;
export type Splat = Extract<ConsoleObservation, { type: 'splat' }>;
export type SourceFrame = z.infer<typeof sourceFrameSchema>;
export type Location = z.infer<typeof locationSchema>;
export type Check = z.infer<typeof checkSchema>;
export type Observation = z.infer<typeof observationSchema>;
