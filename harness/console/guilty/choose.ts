import { isDispatcher, isEntry, isHelper, isRoot, waitOf } from '../trace/functions.ts';

/** The first that is no helper; a wait of several variants by its common name. */
export function firstOf(names: readonly (string | undefined)[]): string | undefined {
  for (const name of names) {
    if (name === undefined) continue;
    const wait = waitOf(name);
    if (wait !== undefined) return wait;
    if (!isHelper(name) && !isDispatcher(name)) return name;
  }
  return undefined;
}

/** The same, but not past an interrupt's entry: what was interrupted has nothing to do with it. */
export function inContext(names: readonly string[]): string | undefined {
  const entry = names.findIndex((name) => isInterrupt(name));
  if (entry === -1) return firstOf(names);
  const within = names.slice(0, entry);
  return firstOf(within) ?? within.find((name) => isEntry(name) && !isRoot(name)) ?? firstOf(names);
}

/** Where everything on the stack is a helper: how the processor came there says more than nothing. */
export function placeOf(names: readonly string[]): string | undefined {
  return (
    names.find((name) => isDispatcher(name) && !isHelper(name)) ??
    names.find((name) => isEntry(name) && !isRoot(name)) ??
    names.find(isEntry)
  );
}

/** An interrupt's way in: x86 until 5.7 and since, arm, arm64. */
const interrupt =
  /^_*(?:(?:smp_|sysvec_|asm_sysvec_|trace_|smp_trace_|local_)*apic_timer_interrupt\w*|(?:asm_)?(?:common|sysvec)_(?:interrupt|\w+)|do_IRQ|gic_handle_irq|irq_svc|el1h?_(?:64_)?irq\w*|ret_from_intr)$/;
export const isInterrupt = (name: string): boolean => interrupt.test(name);
