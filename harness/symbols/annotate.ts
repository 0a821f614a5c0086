import type { Location } from '../records/run/observation.ts';
import { placeOf, placePattern } from './places.ts';

/**
 * A splat's text with file and line behind each place, as addr2line -p -i shows them: the innermost function first, then,
 * on lines of their own, those it was inlined into; the kernel's own name of the place stands with the last.
 */
export function withSources(text: string, locations: readonly Location[] | undefined): string {
  if (locations === undefined) return text;
  const known = new Map(locations.map(({ at, frames }) => [at, frames]));
  return text
    .split('\n')
    .flatMap((line) => {
      const callers: string[] = [];
      const indent = /^\s*/.exec(line)?.[0] ?? '';
      const first = line.replace(placePattern, (...match) => {
        // A replacer is given the groups, then the offset and the whole line.
        const [printed = '', ...groups] = match.slice(0, -2) as string[];
        const { at } = placeOf([printed, ...groups] as RegExpMatchArray);
        const named = known.get(at)?.map(({ file, line: number, ...frame }, index, { length }) => {
          const name = index === length - 1 ? printed : frame.function;
          return `${name} (${file}:${number})`;
        });
        if (named === undefined) return printed;
        const [innermost = printed, ...inlinedBy] = named;
        callers.push(...inlinedBy.map((each) => `${indent}  (inlined by) ${each}`));
        return innermost;
      });
      return [first, ...callers];
    })
    .join('\n');
}
