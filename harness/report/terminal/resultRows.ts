import type { Comparison, JudgedCell, VerdictRecord } from '../../records/run/verdict.ts';
import { inlineMarkdown } from '../../text/markdown.ts';
import { axesOf, comparisonAt, rowsOf, runsAt, sitesOf, treesOf } from '../sites.ts';
import { byWeight, verdictWord } from '../words.ts';

export interface ResultRow {
  /** Markdown; a name may come from a record that somebody else wrote. */
  cells: string[];
  /** Of all candidates there, the gravest first. */
  comparisons: Comparison[];
}

/**
 * The table of cells for Markdown, base beside candidates, in the order of the plan.
 * @param status of a tree's runs at the sites of a row; there is one at the least
 */
export function resultRows(
  verdict: VerdictRecord,
  status: (runs: readonly JudgedCell[]) => string,
): { head: string[]; rows: ResultRow[] } {
  const sites = sitesOf(verdict);
  const axes = axesOf(sites);
  const [base = 'base', ...candidates] = treesOf(verdict);
  const rows = rowsOf(sites).flatMap((members): ResultRow[] => {
    const [site] = members;
    if (site === undefined) return [];
    const statusOf = (name: string): string => {
      const runs = members.flatMap((each) => runsAt(verdict, name, each));
      return runs.length === 0 ? '' : status(runs);
    };
    const compared = candidates.map((name) =>
      members.flatMap((each) => comparisonAt(verdict, name, each) ?? []).toSorted(byWeight),
    );
    const cells = [
      inlineMarkdown(site.workload, 200),
      inlineMarkdown(site.filesystem, 64),
      ...(axes.device ? [inlineMarkdown(site.device, 64)] : []),
      ...(axes.seed ? [members.length === 1 ? inlineMarkdown(site.seed, 20) : `all ${members.length}`] : []),
      statusOf(base),
      ...candidates.flatMap((name, index) => [statusOf(name), verdicts(compared[index] ?? [])]),
    ];
    return [{ cells, comparisons: compared.flat().toSorted(byWeight) }];
  });
  const head = ['workload', 'filesystem', ...(axes.device ? ['device'] : []), ...(axes.seed ? ['seed'] : []), base];
  return { head: [...head, ...candidates.flatMap((name) => [name, 'verdict'])], rows };
}

/** One word where all seeds agree, else how many say what; what has to be looked at is bold. */
function verdicts(sorted: readonly Comparison[]): string {
  const words = [...Map.groupBy(sorted.map(verdictWord), ({ text }) => text)].map(([text, all]) => {
    const said = all.length === sorted.length ? text : `${all.length} ${text}`;
    return all[0]?.tone === 'bad' ? `**${said}**` : said;
  });
  return words.join(', ');
}

/** Lines of a Markdown table; nothing of it where it has no rows. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [...markdownHead(head), ...rows.map(markdownRow)];
}

export const markdownHead = (head: readonly string[]): string[] => [
  markdownRow(head),
  markdownRow(head.map(() => '---')),
];
export const markdownRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
