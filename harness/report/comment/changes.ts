import { codeSpan, inlineMarkdown } from '../../lib/markdown.ts';
import type { Comparison, VerdictRecord } from '../../records/verdict.ts';
import { describeRuns } from '../findings.ts';
import { axesOf, comparisonAt, describeSite, runsAt, sitesOf, treesOf } from '../sites.ts';
import { byWeight, verdictWord, weightOf } from '../words.ts';
import type { Item } from './fit.ts';

const mostPlaces = 6;

/** An item of a list for each thing that is not as it was: what it is, where, and what was seen. The gravest first. */
export function changeItems(verdict: VerdictRecord): Item[] {
  const sites = sitesOf(verdict);
  const axes = axesOf(sites);
  const [base = '', ...candidates] = treesOf(verdict);
  const changes = candidates.flatMap((candidate) =>
    sites.flatMap((site) => {
      const comparison = comparisonAt(verdict, candidate, site);
      if (comparison === undefined || comparison.verdict.startsWith('unchanged')) return [];
      const { text: word } = verdictWord(comparison);
      // Of what is fixed, a reader wants to know what it was.
      const seen =
        word === 'fixed'
          ? describeRuns(runsAt(verdict, base, site), undefined)
          : describeRuns(runsAt(verdict, candidate, site), comparison);
      return [{ candidate, comparison, word, workload: site.workload, place: describeSite(site, axes), seen }];
    }),
  );
  const groups = Map.groupBy(changes, ({ candidate, word, workload, seen }) =>
    [candidate, word, workload, seen].join('\0'),
  );
  return [...groups.values()]
    .toSorted(([a], [b]) => (a === undefined || b === undefined ? 0 : byWeight(a.comparison, b.comparison)))
    .flatMap((members) => {
      const [first] = members;
      if (first === undefined) return [];
      const { candidate, comparison, word, workload, seen } = first;
      const where = inlineMarkdown(describePlaces(members.map(({ place }) => place)));
      const of = candidates.length > 1 ? ` (${codeSpan(candidate)})` : '';
      const what = seen === '' ? '' : `: ${word === 'fixed' ? 'was ' : ''}${inlineMarkdown(seen, 600)}`;
      const text = `- **${word}** · ${codeSpan(workload)} on ${where}${of}${what}`;
      return [{ text, rank: weightOf(comparison) }];
    });
}

function describePlaces(places: readonly string[]): string {
  const more = places.length - mostPlaces;
  if (more <= 0) return places.join(', ');
  return `${places.slice(0, mostPlaces).join(', ')} and ${more} more`;
}

/** A row's rank: that of the gravest of its verdicts. */
export const rankOf = (comparisons: readonly Comparison[]): number =>
  Math.min(Number.MAX_SAFE_INTEGER, ...comparisons.map(weightOf));
