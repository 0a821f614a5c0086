import { inlineMarkdown } from '../../lib/markdown.ts';
import { countRuns, isRepeat, statusOfRuns } from '../../records/runs.ts';
import type { Comparison, JudgedCell, VerdictRecord } from '../../records/verdict.ts';
import { axesOf, comparisonAt, rowsOf, runsAt, sitesOf, treesOf } from '../sites.ts';
import { styleFor } from '../style.ts';
import { byWeight, verdictWord } from '../words.ts';
import type { Item } from './fit.ts';
import { rankOf } from './rank.ts';

const { glyph } = styleFor({ colour: false, unicode: true });

/** The table of cells, base beside candidates, as rows of a Markdown table. */
export function cellTable(verdict: VerdictRecord): { head: string[]; rows: Item[] } {
  const sites = sitesOf(verdict);
  const [trees, axes] = [treesOf(verdict), axesOf(sites)];
  const columns = [
    'workload',
    'filesystem',
    ...(axes.device ? ['device'] : []),
    ...(axes.seed ? ['seed'] : []),
    ...trees.flatMap((name, index) => (index === 0 ? [name] : [name, 'verdict'])),
  ];
  const rows = rowsOf(sites).flatMap((members): Item[] => {
    const [site] = members;
    if (site === undefined) return [];
    const found = trees.map((tree) => {
      const comparisons = members.map((each) => comparisonAt(verdict, tree, each)).filter((each) => each !== undefined);
      return { runs: members.flatMap((each) => runsAt(verdict, tree, each)), comparisons };
    });
    const cells = [
      inlineMarkdown(site.workload, 200),
      inlineMarkdown(site.filesystem, 64),
      ...(axes.device ? [inlineMarkdown(site.device, 64)] : []),
      ...(axes.seed ? [members.length === 1 ? site.seed : `all ${members.length}`] : []),
      ...found.flatMap(({ runs, comparisons }, index) =>
        index === 0 ? [status(runs)] : [status(runs), verdicts(comparisons)],
      ),
    ];
    return [{ text: row(cells), rank: Math.min(...found.flatMap(({ comparisons }) => comparisons.map(rankOf))) }];
  });
  return {
    head: [row(columns.map((name) => inlineMarkdown(name, 64))), row(columns.map(() => '---'))],
    rows,
  };
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Of repeats how many failed, of those that count. */
function status(runs: readonly JudgedCell[]): string {
  const [cell] = runs;
  if (cell === undefined) return '';
  const word = statusOfRuns(runs);
  const counts = countRuns(runs);
  const counted = (isRepeat(cell) || runs.length > 1) && counts.runs > 0;
  // No-break: in a narrow column the sign would stand above its word.
  return `${glyph(word)}\u00a0${counted ? `${counts.failures}/${counts.runs}` : word}`;
}

/** One word where all seeds agree, else how many say what, the gravest first. */
function verdicts(comparisons: readonly Comparison[]): string {
  const words = comparisons.toSorted(byWeight).map(verdictWord);
  return [...Map.groupBy(words, ({ text }) => text)]
    .map(([text, all]) => {
      const said = all.length === words.length ? text : `${all.length} ${text}`;
      return all[0]?.tone === 'bad' ? `**${said}**` : said;
    })
    .join(', ');
}
