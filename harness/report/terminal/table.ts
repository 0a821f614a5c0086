import { cutTo, padTo, widthOf } from '../../text/width.ts';
import type { Style, Tone } from './style.ts';

export interface TableCell {
  text: string;
  tone?: Tone;
}

export interface Table {
  head: readonly string[];
  rows: readonly (readonly TableCell[])[];
}

const margin = '  ';
const gap = '  ';

/** The columns a table needs, margin and gaps included. */
export function tableWidth({ head, rows }: Table): number {
  const columns = columnWidths({ head, rows });
  return margin.length + columns.reduce((sum, each) => sum + each, 0) + gap.length * (columns.length - 1);
}

/** Lines of a table: a quiet head, a rule, the rows. Nothing is wrapped; the last column is cut at the width. */
export function renderTable(table: Table, style: Style, width: number): string[] {
  const columns = columnWidths(table);
  const total = Math.min(width, tableWidth(table));
  const line = (cells: readonly TableCell[]): string => {
    let used = margin.length;
    const parts = cells.map(({ text, tone = 'plain' }, index) => {
      const last = index === cells.length - 1;
      const column = columns[index] ?? 0;
      const shown = cutTo(text, Math.max(1, last ? width - used : column));
      used += column + gap.length;
      const fill = last ? '' : padTo(shown, column).slice(shown.length);
      return style.paint(tone, shown) + fill;
    });
    return (margin + parts.join(gap)).trimEnd();
  };
  return [
    line(table.head.map((text) => ({ text, tone: 'dim' }))),
    margin + style.paint('dim', style.rule.repeat(Math.max(1, total - margin.length))),
    ...table.rows.map(line),
  ];
}

function columnWidths({ head, rows }: Table): number[] {
  return head.map((title, index) => Math.max(widthOf(title), ...rows.map((row) => widthOf(row[index]?.text ?? ''))));
}
