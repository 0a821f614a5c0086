import type { SplatFormat } from '../../kinds/splats/format.ts';
import { isDispatcher, isHelper, waitOf } from '../trace/functions.ts';
import { firstOf, isInterrupt } from './choose.ts';
import { pointerOf } from './places.ts';

/**
 * Where a stack entered a subsystem. A stall is caught wherever the tick met it, and a stack overflows anywhere in its
 * recursion; but each time below the same entry.
 * @param own the report's own backtraces, as names.
 * @param whole one of them goes down to its root.
 */
export function entryPoint(
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

/** The tick that noticed a stall stands on the stack of what stalls. */
function withoutTick(names: readonly string[]): readonly string[] {
  let last = -1;
  names.slice(0, longestTick).forEach((name, index) => {
    if (isInterrupt(name) && (last === -1 || index - last <= 2)) last = index;
  });
  return names.slice(last + 1);
}
