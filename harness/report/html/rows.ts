import type { Comparison, JudgedCell, VerdictRecord } from '../../records/run/verdict.ts';
import { axesOf, comparisonAt, describeSite, rowsOf, runsAt, type Site, sitesOf, treesOf } from '../sites.ts';
import { byWeight, statusWord, verdictsWord, verdictWord, type Word } from '../words.ts';

/** What one tree did at a row's sites, and on a candidate what that means. */
export interface RowTree {
  name: string;
  /** One; with repeats or many seeds several; none where the plan has none. */
  runs: JudgedCell[];
  comparisons: Comparison[];
  status: ReturnType<typeof statusWord>;
  /** On the base, and where nothing can be compared, without text. */
  word: Word;
}

/** A line of the page: a site; or, of many seeds, all that differ in nothing else. */
export interface Row {
  /** Of its first site. It is the fragment of the row's address. */
  id: string;
  site: Site;
  /** `ext4 on dif1-dix1, seed 2` */
  place: string;
  trees: RowTree[];
  /** The verdicts on all candidates, or where there is none the base's status: what a reader filters by. */
  words: string[];
}

export function rowsOfVerdict(verdict: VerdictRecord): Row[] {
  const sites = sitesOf(verdict);
  const [names, axes] = [treesOf(verdict), axesOf(sites)];
  return rowsOf(sites).flatMap((members): Row[] => {
    const [site] = members;
    if (site === undefined) return [];
    const trees = names.map((name): RowTree => {
      const own = members.flatMap((each) => runsAt(verdict, name, each));
      const compared = members.flatMap((each) => comparisonAt(verdict, name, each) ?? []).toSorted(byWeight);
      return { name, runs: own, comparisons: compared, status: statusWord(own), word: verdictsWord(compared) };
    });
    const words = trees.flatMap(({ comparisons: all }) => all.map((each) => verdictWord(each).text));
    const statuses = trees.flatMap(({ status }) => (status === undefined ? [] : [status.status]));
    const place = describeSite(site, members.length > 1 ? { ...axes, seed: false } : axes);
    return [{ id: site.id, site, place, trees, words: [...new Set(words.length > 0 ? words : statuses)] }];
  });
}
