import type { Sample } from '../sample.ts';
import type { Bug } from './planted.ts';

/**
 * Chooses the bugs of a sample: a share of those in a plain 6.1 with the samples of 6.1; with those of 6.12 its own bugs and
 * those in a 6.1 of the debug flavour in turn, for each is a kernel more to compile, and they are few. Pure.
 */
export function bugsOf(sample: Sample | undefined): (bug: Bug) => boolean {
  if (sample === undefined) return () => true;
  const { kernel, part, parts } = sample;
  if (kernel === '6.1') return (bug) => bug.kernel === '6.1' && bug.flavour === 'plain' && bug.bug % parts === part;
  if (part % 2 === 0) return (bug) => bug.kernel === kernel;
  return (bug) => bug.flavour === 'debug';
}
