import type { Machine } from '../../records/inputs/vm.ts';
import { parseDiff } from '../../series/diff/diff.ts';
import type { Patch } from '../../series/read.ts';
import type { CompilerNames } from '../make/compilerCache.ts';

/** A config fragment: its file's name, and what is in it. */
export interface Fragment {
  name: string;
  text: string;
}

/** A patch as it crosses to another process: its diff as base64, which is parsed again there. */
export type WirePatch = Omit<Patch, 'diff' | 'parsed'> & { diff: string; strip: number };

/** The building of one tree: a function of its key, in plain JSON, with no path of a machine but the user's own sources. */
export interface TreeJob {
  /** Content address of source, patches, fragments and toolchain. */
  key: string;
  /** Content address of fragments and toolchain. */
  setup: string;
  /** Content address of the source. */
  source: string;
  /** Where the source is, as a suite names it. */
  from: string;
  /** For people: the tree's id. */
  subject: string;
  patches: WirePatch[];
  /** Content addresses of those, and perhaps more, that are others' (seed.ts). */
  foreign: string[];
  fragments: Fragment[];
  /** How kernels of the machine are built, and its architecture. */
  build: Machine['build'];
  arch: string;
  compilers: CompilerNames;
  /** Whether the tree and its objects are kept, for others to start from. */
  keep: boolean;
  /** Key of the build whose objects are nearest, where that is known. */
  after?: string;
}

/** Writes a patch for another process. */
export function wirePatch({ parsed, diff, ...patch }: Patch): WirePatch {
  return { ...patch, diff: diff.toString('base64'), strip: parsed.strip };
}

/** Reads a patch that wirePatch() wrote. */
export function patchFromWire({ diff, strip, ...patch }: WirePatch): Patch {
  const bytes = Buffer.from(diff, 'base64');
  return { ...patch, diff: bytes, parsed: parseDiff(bytes.toString('latin1'), strip) };
}
