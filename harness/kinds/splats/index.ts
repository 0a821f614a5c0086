import { crashFormats, crashKinds } from './crashes.ts';
import type { SplatFormat, SplatKind } from './format.ts';
import { lockFormats, lockKinds } from './locks.ts';
import { memoryFormats, memoryKinds } from './memory.ts';
import { rebootFormats, rebootKinds } from './reboots.ts';
import { sanitiserFormats, sanitiserKinds } from './sanitisers.ts';
import { stallFormats, stallKinds } from './stalls.ts';
import { warningFormats, warningKinds } from './warnings.ts';

const kinds = {
  ...crashKinds,
  ...sanitiserKinds,
  ...lockKinds,
  ...memoryKinds,
  ...stallKinds,
  ...warningKinds,
  ...rebootKinds,
};

export type SplatKindName = keyof typeof kinds;

/** The kinds of kernel reports, by name, in the order in which `pinproof list detectors` prints those of a detector. */
export const splatKinds: Readonly<Record<string, SplatKind>> = kinds;

/**
 * The kernel's bug reports, as data: the first format whose header matches is taken, so the special ones come before
 * the general ones. Where a line is printed is named, and where kernels differ, with the version.
 */
export const splatFormats: readonly SplatFormat<SplatKindName>[] = [
  ...sanitiserFormats,
  ...memoryFormats,
  ...crashFormats,
  ...lockFormats,
  ...stallFormats,
  ...warningFormats,
  ...rebootFormats,
];
