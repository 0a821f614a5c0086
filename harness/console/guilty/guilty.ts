import type { SplatFormat } from '../../kinds/splats/format.ts';
import type { Stack } from '../splat/stacks.ts';
import { symbolIn } from '../trace/frame.ts';
import { isHelper, isUnwinder, shownName } from '../trace/functions.ts';
import { firstOf, inContext, placeOf } from './choose.ts';
import { entryPoint } from './entry.ts';
import { chainOf, lockSite } from './lock.ts';
import { ownersStack, pointerOf } from './places.ts';

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
      [named, pointerOf(body)].find((name) => name !== undefined && !isHelper(name)) ??
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

/** KCSAN names functions without an offset. */
const nameIn = (header: RegExpExecArray): string | undefined => (/KCSAN/.test(header[0]) ? header[1] : undefined);

/** A task that waits stands in the scheduler: the backtrace of a hung task that does not begin there is another's. */
const isAsleep = (names: readonly string[]): boolean =>
  names.slice(0, 2).some((name) => /^_*(?:schedule|context_switch|switch_to)\b/.test(name));
