import { endingKinds } from './endings.ts';
import type { DetectorName, FailureKind } from './failureKind.ts';
import { findingKinds } from './findings.ts';
import { gravities } from './gravity.ts';
import { integrityKinds } from './lines/integrity.ts';
import { logKinds } from './lines/log.ts';
import { splatKinds } from './splats/index.ts';

/**
 * The kinds of failures, by name. Kernel reports, endings of guests and lines of the log are named `splat:<kind>`,
 * `ending:<kind>` and `log:<kind>`; each of the tables beside this file says what its kinds mean.
 */
export const failureKinds: Readonly<Record<string, FailureKind>> = {
  ...named(
    'splat:',
    Object.entries(splatKinds).map(([name, { detector, gravity }]) => [name, { detector, gravity, real: true }]),
  ),
  ...findingKinds,
  ...named('ending:', Object.entries(endingKinds)),
  ...integrityKinds,
  ...named('log:', Object.entries(logKinds)),
};

function named(prefix: string, kinds: readonly [string, FailureKind][]): Record<string, FailureKind> {
  return Object.fromEntries(kinds.map(([name, kind]) => [`${prefix}${name}`, kind]));
}

/** Returns what is thought of a kind that the tables do not know, such as one of a later version: it goes by its family. */
function unknownKind(kind: string): FailureKind | undefined {
  const [, family, name = ''] = /^(\w+):(.*)$/s.exec(kind) ?? [];
  switch (family) {
    case 'splat':
      return { detector: 'warnings', gravity: 'splat', real: true };
    case 'ending':
      return { detector: 'lost-guest', gravity: 'crash', real: true };
    case 'log':
      return { detector: 'log-errors', gravity: 'log', real: false, words: name };
    default:
      return undefined;
  }
}

/** Returns what is known of a kind of failure; one that is in no table is judged by its family. */
export function failureKindOf(kind: string): Omit<FailureKind, 'detector'> {
  return failureKinds[kind] ?? unknownKind(kind) ?? { gravity: 'log', real: false, words: kind };
}

/** Returns the name of the detector that raises a kind, or that takes the unknown ones of its family; undefined without. */
export function detectorNameOf(kind: string): DetectorName | undefined {
  return (failureKinds[kind] ?? unknownKind(kind))?.detector;
}

/** Returns how grave a kind of failure is: 0 (log) to 6 (crash). */
export function gravityOf(kind: string): number {
  return gravities.indexOf(failureKindOf(kind).gravity);
}
