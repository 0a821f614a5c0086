import type { VerdictRecord } from '../../records/run/verdict.ts';
import { codeSpan, inlineMarkdown } from '../../text/markdown.ts';
import { describeRuns } from '../findings.ts';
import { type Axes, axesOf, comparisonAt, runsAt, type Site, sitesOf, treesOf } from '../sites.ts';
import { verdictWord } from '../words.ts';
import type { Item } from './fit.ts';
import { rankOf } from './rank.ts';

/** An item of a list for each thing that is not as it was: what it is, where, and what was seen. The gravest first. */
export function changeItems(verdict: VerdictRecord): Item[] {
  const sites = sitesOf(verdict);
  const axes = axesOf(sites);
  const [base = '', ...candidates] = treesOf(verdict);
  // Of a tree that could not be built, the reason is all that is said.
  const had = candidates.filter((name) => verdict.trees[name]?.failure === undefined);
  const changes = had.flatMap((candidate) =>
    sites.flatMap((site) => {
      const comparison = comparisonAt(verdict, candidate, site);
      if (comparison === undefined || comparison.verdict.startsWith('unchanged')) return [];
      const { text: word } = verdictWord(comparison);
      // Of what is fixed, a reader wants to know what it was.
      const seen =
        word === 'fixed'
          ? describeRuns(runsAt(verdict, base, site), undefined)
          : describeRuns(runsAt(verdict, candidate, site), comparison);
      return [{ candidate, word, site, seen, rank: rankOf(comparison) }];
    }),
  );
  const groups = Map.groupBy(changes, ({ candidate, word, site, seen }) =>
    [candidate, word, site.workload, seen].join('\0'),
  );
  return [...groups.values()]
    .flatMap((members): Item[] => {
      const [first] = members;
      if (first === undefined) return [];
      const { candidate, word, site, seen, rank } = first;
      const where = inlineMarkdown(
        describePlaces(
          members.map((each) => each.site),
          axes,
        ),
      );
      const of = candidates.length > 1 ? ` in ${codeSpan(candidate)}` : '';
      const what = seen === '' ? '' : `: ${word === 'fixed' ? 'was ' : ''}${inlineMarkdown(seen, 600)}`;
      return [{ text: `- **${word}**${of} · ${codeSpan(site.workload)} on ${where}${what}`, rank }];
    })
    .toSorted((a, b) => a.rank - b.rank);
}

/** `ext4, xfs`; where there are several disks or seeds `ext4, xfs (dif1-dix1, plain); btrfs (plain)`. */
function describePlaces(sites: readonly Site[], axes: Axes): string {
  const details = ({ device, seed }: Site): string =>
    [...(axes.device ? [device] : []), ...(axes.seed ? [`seed ${seed}`] : [])].join(' ');
  const byDetails = [...Map.groupBy(sites, details)].map(([detail, members]) => ({
    detail,
    filesystems: members.map(({ filesystem }) => filesystem).join(', '),
  }));
  return [...Map.groupBy(byDetails, ({ filesystems }) => filesystems)]
    .map(([filesystems, members]) => {
      const named = members.map(({ detail }) => detail).filter((detail) => detail !== '');
      return named.length === 0 ? filesystems : `${filesystems} (${named.join(', ')})`;
    })
    .join('; ');
}
