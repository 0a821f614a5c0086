import type { VerdictRecord } from '../../records/run/verdict.ts';
import { codeSpan } from '../../text/markdown.ts';
import { conclusionWord, count, talliesOf } from '../words.ts';
import { changeItems } from './changes.ts';
import type { CommentFacts } from './facts.ts';
import { fit, type Item, sizeOf } from './fit.ts';
import { judgedLine, repeatLines, treeHead, treeItems, troubleItems, warningItems } from './parts.ts';
import { cellTable } from './table.ts';

/** More rows than these are folded away. */
const mostOpenRows = 16;

const signs: Readonly<Record<VerdictRecord['conclusion'], string>> = {
  'nothing-regressed': '✓',
  regression: '✗',
  inconclusive: '?',
};

/** The verdict in one line of plain text: `✗ Regression: 2 regressed; 1 fixed`. */
export function verdictLine(verdict: VerdictRecord): string {
  return `${signs[verdict.conclusion]} ${conclusionWord(verdict).text}: ${talliesOf(verdict)}`;
}

/**
 * The verdict for a pull request, in GitHub's Markdown; guest text is neutralised.
 * @param limit bytes, 8,000 at the least; what does not fit is counted, and is what matters least
 */
export function commentText(verdict: VerdictRecord, facts: CommentFacts, limit: number): string {
  const head = [`### ${verdictLine(verdict)}`, '', judgedLine(verdict, facts), ''];
  const tail = ['', ...repeatLines(verdict, facts)];
  const cells = cellTable(verdict);
  const frame = sizeOf([...head, ...treeHead, ...cells.head, ...tail].join('\n')) + 1000;
  const budget = new Budget(limit - frame, facts);
  const trees = budget.spend(treeItems(verdict), 0.2, (more) => `\n${more('tree')}.`);
  const troubles = budget.spend(troubleItems(verdict), 0.3, (more) => `${more('note')}.`);
  const changes = budget.spend(changeItems(verdict), 0.6, (more) => `- ${more('change')}.`);
  const warnings = budget.spend(warningItems(verdict), 0.2, (more) => `${more('tree')} with build warnings.`);
  const rows = budget.spend(cells.rows, 1, (more) => `\n${more('row')}.`);
  const folded = cells.rows.length > mostOpenRows;
  const lines = [
    ...head,
    ...treeHead,
    ...trees,
    ...troubles.flatMap((text) => ['', text]),
    ...(changes.length > 0 ? ['', ...changes] : []),
    ...warnings.flatMap((text) => ['', text]),
    '',
    ...(folded ? [`<details><summary>All ${cells.rows.length} rows of the table</summary>`, ''] : []),
    ...cells.head,
    ...rows,
    ...(folded ? ['', '</details>'] : []),
    ...tail,
  ];
  return `${lines.join('\n')}\n`;
}

/** Bytes, given out to one part after another. */
class Budget {
  #left: number;
  readonly #where: string;

  constructor(bytes: number, { runUrl, runName }: CommentFacts) {
    this.#left = bytes;
    this.#where = runUrl === undefined ? `in the report of ${codeSpan(runName)}` : `in [the report](${runUrl})`;
  }

  /**
   * @param share the most that this part may take of what is left
   * @param rest the line for those that have no room
   */
  spend(items: readonly Item[], share: number, rest: (more: (noun: string) => string) => string): string[] {
    const { kept, left } = fit(items, this.#left * share);
    this.#left -= kept.reduce((sum, text) => sum + sizeOf(text) + 1, 0);
    if (left === 0) return kept;
    return [...kept, rest((noun) => `… and ${count(left, `more ${noun}`)}, ${this.#where}`)];
  }
}
