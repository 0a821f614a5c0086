import type { VerdictRecord } from '../records/run/verdict.ts';
import { describeRuns } from './findings.ts';
import { type Axes, comparisonAt, describeSite, rowsOf, runsAt, type Site } from './sites.ts';
import { byWeight } from './words.ts';

/** What was seen on one tree, alike at some of a workload's sites. */
export interface Finding {
  tree: string;
  /** `ext4, xfs`; where there are many, how many. */
  where: string;
  finding: string;
}

/** What was seen where it is not simply clean, workload by workload; of each tree, sites that say the same together. */
export function groupFindings(
  verdict: VerdictRecord,
  { sites, trees, axes }: { sites: readonly Site[]; trees: readonly string[]; axes: Axes },
): { workload: string; findings: Finding[] }[] {
  return [...Map.groupBy(sites, ({ workload }) => workload)].flatMap(([workload, members]) => {
    const rows = rowsOf(members);
    const findings = trees.flatMap((tree) => {
      const said = rows.flatMap((row) => {
        const [site] = row;
        if (site === undefined) return [];
        const comparisons = row.map((each) => comparisonAt(verdict, tree, each)).filter((each) => each !== undefined);
        const runs = row.flatMap((each) => runsAt(verdict, tree, each));
        const finding = describeRuns(runs, comparisons.toSorted(byWeight)[0]);
        const place = describeSite(site, row.length > 1 ? { ...axes, seed: false } : axes);
        return finding === '' ? [] : [{ place, finding }];
      });
      return [...Map.groupBy(said, ({ finding }) => finding)].map(([finding, places]) => ({
        tree,
        where: describePlaces(
          places.map(({ place }) => place),
          rows.length,
        ),
        finding,
      }));
    });
    return findings.length === 0 ? [] : [{ workload, findings }];
  });
}

/** The most sites named before they are counted. */
const mostPlaces = 4;

function describePlaces(places: readonly string[], all: number): string {
  if (places.length <= mostPlaces) return places.join(', ');
  if (places.length === all) return `all ${all}`;
  return `${places.slice(0, mostPlaces - 1).join(', ')} and ${places.length - mostPlaces + 1} more`;
}
