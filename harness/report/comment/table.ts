import { countRuns, statusOfRuns } from '../../judge/counts.ts';
import type { JudgedCell, VerdictRecord } from '../../records/run/verdict.ts';
import { isRepeat } from '../../store/cellId.ts';
import { markdownHead, markdownRow, resultRows } from '../terminal/resultRows.ts';
import { styleFor } from '../terminal/style.ts';
import type { Item } from './fit.ts';
import { rankOf } from './rank.ts';

const { glyph } = styleFor({ colour: false, unicode: true });

/** The table of cells, base beside candidates, as lines of Markdown. */
export function cellTable(verdict: VerdictRecord): { head: string[]; rows: Item[] } {
  const { head, rows } = resultRows(verdict, status);
  return {
    head: markdownHead(head),
    rows: rows.map(({ cells, comparisons }) => ({
      text: markdownRow(cells),
      rank: Math.min(...comparisons.map(rankOf)),
    })),
  };
}

/** Of repeats how many failed, of those that count. */
function status(runs: readonly JudgedCell[]): string {
  const [cell] = runs;
  const word = statusOfRuns(runs);
  const counts = countRuns(runs);
  const counted = cell !== undefined && (isRepeat(cell) || runs.length > 1) && counts.runs > 0;
  // No-break: in a narrow column the sign would stand above its word.
  return `${glyph(word)}\u00a0${counted ? `${counts.failures}/${counts.runs}` : word}`;
}
