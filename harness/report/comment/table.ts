import { inlineMarkdown } from '../../lib/markdown.ts';
import { countRuns, isRepeat, statusOfRuns } from '../../records/runs.ts';
import type { Comparison, JudgedCell, VerdictRecord } from '../../records/verdict.ts';
import { axesOf, comparisonAt, rowsOf, runsAt, sitesOf, treesOf } from '../sites.ts';
import { styleFor } from '../style.ts';
import { byWeight, verdictWord } from '../words.ts';
import { rankOf } from './changes.ts';
import type { Item } from './fit.ts';

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
      site.workload,
      site.filesystem,
      ...(axes.device ? [site.device] : []),
      ...(axes.seed ? [members.length === 1 ? site.seed : `all ${members.length}`] : []),
      ...found.flatMap(({ runs, comparisons }, index) =>
        index === 0 ? [status(runs)] : [status(runs), verdicts(comparisons)],
      ),
    ];
    return [{ text: row(cells), rank: rankOf(found.flatMap(({ comparisons }) => comparisons)) }];
  });
  return {
    head: [
      row(columns),
      row(
        columns.map(() => '---'),
        false,
      ),
    ],
    rows,
  };
}

function row(cells: readonly string[], neutral = true): string {
  return `| ${cells.map((text) => (neutral ? inlineMarkdown(text, 100) : text)).join(' | ')} |`;
}

/** Of repeats how many failed, of those that count. */
function status(runs: readonly JudgedCell[]): string {
  const [cell] = runs;
  if (cell === undefined) return '';
  const word = statusOfRuns(runs);
  const counts = countRuns(runs);
  const counted = (isRepeat(cell) || runs.length > 1) && counts.runs > 0;
  return `${glyph(word)} ${counted ? `${counts.failures}/${counts.runs}` : word}`;
}

function verdicts(comparisons: readonly Comparison[]): string {
  const words = comparisons.toSorted(byWeight).map((each) => verdictWord(each).text);
  const groups = [...Map.groupBy(words, (word) => word)];
  if (groups.length === 1) return groups[0]?.[0] ?? '';
  return groups.map(([word, { length }]) => `${length} ${word}`).join(', ');
}
