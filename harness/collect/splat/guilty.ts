import type { SplatFormat } from '../formats/format.ts';
import { frameOf, instructionPointerOf, symbolIn } from '../trace/frame.ts';
import { isDispatcher, isEntry, isHelper, isRoot, isUnwinder, shownName, waitOf } from '../trace/functions.ts';
import type { Stack } from './stacks.ts';

/**
 * The function a report is named after; undefined if it names none, or only helpers.
 * @param body the report's lines from its header on.
 */
export function guiltyFunction(
  format: SplatFormat,
  header: RegExpExecArray,
  body: readonly string[],
  stacks: readonly Stack[],
): string | undefined {
  const own = stacks
    .filter(({ aside }) => !aside)
    .map((stack) => certainNames(stack).filter((name) => format.own?.test(name) !== true));
  const first = own[0] ?? [];
  const named = symbolIn(header.input) ?? nameIn(header);
  const ways: Record<SplatFormat['guilty'], () => string | undefined> = {
    none: () => undefined,
    header: () => named ?? header[1],
    lock: () => firstOf(lockSite(format, body)) ?? inContext(first) ?? firstOf(chainOf(body)) ?? placeOf(first),
    owner: () => firstOf(ownersStack(body).filter((name) => format.own?.test(name) !== true)) ?? inContext(first),
    backtrace: () => inContext(first) ?? placeOf(first),
    asleep: () => (isAsleep(first) ? (firstOf(first) ?? placeOf(first)) : undefined),
    trace: () =>
      [named, pointerOf(body), isHelper(first[1] ?? '') ? undefined : first[0]].find(
        (name) => name !== undefined && isUnwinder(name),
      ) ??
      firstOf([named, pointerOf(body)]) ??
      inContext(first) ??
      placeOf(first) ??
      named,
    entry: () =>
      entryPoint(
        format,
        body,
        own,
        stacks.some(({ aside, whole }) => !aside && whole),
      ),
  };
  const found = ways[format.guilty]();
  return found === undefined ? undefined : shownName(found);
}

const certainNames = ({ frames }: Stack): string[] => frames.filter(({ certain }) => certain).map(({ name }) => name);

/** The first that is no helper; a wait of several variants by its common name. */
function firstOf(names: readonly (string | undefined)[]): string | undefined {
  for (const name of names) {
    if (name === undefined) continue;
    const wait = waitOf(name);
    if (wait !== undefined) return wait;
    if (!isHelper(name) && !isDispatcher(name)) return name;
  }
  return undefined;
}

/** The same, but not past an interrupt's entry: what was interrupted has nothing to do with it. */
function inContext(names: readonly string[]): string | undefined {
  const entry = names.findIndex((name) => isInterrupt(name));
  if (entry === -1) return firstOf(names);
  const within = names.slice(0, entry);
  return firstOf(within) ?? within.find((name) => isEntry(name) && !isRoot(name)) ?? firstOf(names);
}

/** Where everything on the stack is a helper: how the processor came there says more than nothing. */
function placeOf(names: readonly string[]): string | undefined {
  return (
    names.find((name) => isDispatcher(name) && !isHelper(name)) ??
    names.find((name) => isEntry(name) && !isRoot(name)) ??
    names.find(isEntry)
  );
}

/** KCSAN names functions without an offset. */
const nameIn = (header: RegExpExecArray): string | undefined => (/KCSAN/.test(header[0]) ? header[1] : undefined);

/** With page_owner: who allocated the page that is bad. It was only noticed where it was freed. */
function ownersStack(body: readonly string[]): string[] {
  const from = body.findIndex((line) => /^page last allocated via/.test(line));
  if (from === -1) return [];
  const to = body.findIndex((line, index) => index > from && /^(?:page last free|Modules linked in|CPU: )/.test(line));
  return body.slice(from + 1, to === -1 ? undefined : to).flatMap((line) => frameOf(line)?.name ?? []);
}

function pointerOf(body: readonly string[]): string | undefined {
  for (const line of body) {
    const name = instructionPointerOf(line);
    if (name !== undefined) return name;
    if (/^\s*(?:Call [Tt]race|Backtrace):/.test(line)) return undefined;
  }
  return undefined;
}

/** A lock's place stands a few lines below: lockdep may print it in parts. */
const linesOfLock = 12;

function lockSite({ lockLine }: SplatFormat, body: readonly string[]): (string | undefined)[] {
  const at = body.findIndex((line) => lockLine?.test(line));
  if (at === -1) return [];
  const work = /last function: (\w+)/.exec(body[at] ?? '')?.[1];
  const symbols = [work, ...body.slice(at, at + linesOfLock).map(symbolIn)].filter((name) => name !== undefined);
  // "which became HARDIRQ-safe at:" is followed by a backtrace; the others by one place.
  return / at:$/.test(body[at] ?? '') && /became/.test(body[at] ?? '') ? symbols : symbols.slice(0, 1);
}

/** The latest link of lockdep's chain: who took the lock, where it is taken again only by a work item's dispatcher. */
function chainOf(body: readonly string[]): string[] {
  const from = body.findIndex((line) => /^-> #\d+ /.test(line));
  if (from === -1) return [];
  const to = body.findIndex((line, index) => index > from && /^-> #\d+ |^other info/.test(line));
  return body.slice(from + 1, to === -1 ? undefined : to).flatMap((line) => frameOf(line)?.name ?? []);
}

/** An interrupt's way in: x86 until 5.7 and since, arm, arm64. */
const interrupt =
  /^_*(?:(?:smp_|sysvec_|asm_sysvec_|trace_|smp_trace_|local_)*apic_timer_interrupt\w*|(?:asm_)?(?:common|sysvec)_(?:interrupt|\w+)|do_IRQ|gic_handle_irq|irq_svc|el1h?_(?:64_)?irq\w*|ret_from_intr)$/;
const isInterrupt = (name: string): boolean => interrupt.test(name);

function entryPoint(
  format: SplatFormat,
  body: readonly string[],
  own: readonly string[][],
  whole: boolean,
): string | undefined {
  const all = own.map(withoutTick);
  const there = format.class === 'hang' ? all.filter((names) => !isElsewhere(names)) : all;
  const first = there[0] ?? [];
  return entryOf(there) ?? firstOf([pointerOf(body)]) ?? (whole ? firstOf(first) : undefined);
}

/** A tick's stack is not longer than this, and dumping begins it. */
const longestTick = 32;

/** Where a stack entered a subsystem: the frame just inside the innermost dispatcher. */
function entryOf(stacks: readonly (readonly string[])[]): string | undefined {
  for (const names of stacks) {
    const waiting = names
      .slice(0, 4)
      .map(waitOf)
      .find((each) => each !== undefined);
    if (waiting !== undefined) return waiting;
    for (let index = 1; index < names.length; index += 1) {
      const inner = names[index - 1];
      if (inner !== undefined && isDispatcher(names[index] ?? '') && !isDispatcher(inner) && !isHelper(inner))
        return inner;
    }
  }
  return undefined;
}

/**
 * A stack that does not show what holds the processor: of a task that gave it up (it only blocks RCU's grace period), or
 * of the one that noticed.
 */
const isElsewhere = (names: readonly string[]): boolean =>
  /^(?:__schedule|context_switch|sched_show_task|dump_stack\w*)$/.test(names[0] ?? '');

/** A task that waits stands in the scheduler: the backtrace of a hung task that does not begin there is another's. */
const isAsleep = (names: readonly string[]): boolean =>
  names.slice(0, 2).some((name) => /^_*(?:schedule|context_switch|switch_to)\b/.test(name));

/** The tick that noticed a stall stands on the stack of what stalls. */
function withoutTick(names: readonly string[]): readonly string[] {
  let last = -1;
  names.slice(0, longestTick).forEach((name, index) => {
    if (isInterrupt(name) && (last === -1 || index - last <= 2)) last = index;
  });
  return names.slice(last + 1);
}
