import type { Splat } from '../records/run/observation.ts';

/**
 * Where in the source a splat's guilty function stood, `mm/gup.c:123`: the innermost of its frames that is not of a header,
 * for a line of page-flags.h says nothing of who was wrong.
 * @returns undefined where it is not known
 */
export function guiltyLine({ function: name, locations }: Pick<Splat, 'function' | 'locations'>): string | undefined {
  if (name === undefined) return undefined;
  // Compiler suffixes (.isra.0, .cold) are in the places, and not in the function's name.
  const own = locations?.find(({ at }) => at.startsWith(`${name}+`) || at.startsWith(`${name}.`));
  const frame = own?.frames.find(({ file }) => !file.endsWith('.h')) ?? own?.frames[0];
  return frame && `${frame.file}:${frame.line}`;
}
