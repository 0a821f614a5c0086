import type { RememberedRun, RunComparison } from '../../records/outputs/history.ts';
import { neutralLine } from '../../text/neutral.ts';
import { percentage } from '../../text/percentage.ts';
import { cutTo, wrapTo } from '../../text/width.ts';
import { type Style, styleFor, type Tone } from '../terminal/style.ts';
import { renderTable, type TableCell } from '../terminal/table.ts';
import { runInWords } from './history.ts';

interface Screen {
  colour: boolean;
  unicode: boolean;
  width: number;
}

/** Renders how a run differs from an earlier one, for people. Guest text is neutralised. Ends with a newline. */
export function renderComparison(
  comparison: RunComparison,
  { before, after }: { before: RememberedRun; after: RememberedRun },
  screen: Screen,
): string {
  const style = styleFor(screen);
  const { worse, better, changed, untold, added, gone, otherParameters, dearer, cheaper } = comparison;
  const limit = `${after.thresholds.instructions} %`;
  const sections = [
    [
      `  ${style.paint('dim', 'before')}  ${runInWords(before)}`,
      `  ${style.paint('dim', 'after')}   ${runInWords(after)}`,
    ],
    setupLines(comparison, style, screen.width),
    cellLines('worse', 'bad', worse, style, screen.width),
    cellLines('better', 'good', better, style, screen.width),
    cellLines('otherwise, and neither better nor worse', 'caution', changed, style, screen.width),
    cellLines('no longer says anything', 'caution', untold, style, screen.width),
    costLines(`more than ${limit} dearer`, 'bad', dearer, style, screen.width),
    costLines(`more than ${limit} cheaper`, 'good', cheaper, style, screen.width),
    nameLines('new', added, screen.width),
    nameLines('gone', gone, screen.width),
    nameLines('other parameters, not compared', otherParameters, screen.width),
    conclusionLines(comparison, style),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function setupLines({ setup }: RunComparison, style: Style, width: number): string[] {
  return setup.flatMap(({ what, before, after }) => [
    `  ${style.paint('caution', `other ${what}`)}`,
    ...[before, after].map(
      (text, index) => `    ${cutTo(`${index === 0 ? '-' : '+'} ${neutralLine(text)}`, width - 4)}`,
    ),
  ]);
}

function cellLines(head: string, tone: Tone, cells: RunComparison['worse'], style: Style, width: number): string[] {
  if (cells.length === 0) return [];
  const rows = cells.map(({ cell, before, after }): TableCell[] => [
    { text: cell },
    { text: neutralLine(before, 60), tone: 'dim' },
    { text: neutralLine(after, 160), tone },
  ]);
  return renderTable({ head: [`${cells.length} ${head}`, 'before', 'after'], rows }, style, width);
}

function costLines(head: string, tone: Tone, costs: RunComparison['dearer'], style: Style, width: number): string[] {
  if (costs.length === 0) return [];
  const rows = costs.map(({ cell, op, before, after, percent }): TableCell[] => [
    { text: cell },
    { text: neutralLine(op, 30) },
    { text: String(before), tone: 'dim' },
    { text: String(after) },
    { text: percentage(percent), tone },
  ]);
  return renderTable({ head: [`${costs.length} ${head}`, 'instructions', 'before', 'after', ''], rows }, style, width);
}

/** The most cells named of a list that says nothing but their names. */
const mostNamed = 8;

function nameLines(head: string, cells: readonly string[], width: number): string[] {
  if (cells.length === 0) return [];
  const more = cells.length - mostNamed;
  const shown = [...cells.slice(0, mostNamed), ...(more > 0 ? [`${more} more`] : [])];
  return wrapTo(`${cells.length} ${head}: ${shown.join(', ')}`, width - 4).map((line, index) =>
    index === 0 ? `  ${line}` : `    ${line}`,
  );
}

function conclusionLines({ compared, worse, dearer, untold }: RunComparison, style: Style): string[] {
  const say = (tone: Tone, lead: string, rest: string): string[] => [
    `  ${style.paint(tone, style.paint('bold', lead))}${rest}`,
  ];
  const both = `${compared} cell${compared === 1 ? '' : 's'} in both`;
  if (worse.length + dearer.length > 0) return say('bad', 'Worse', `: ${both}`);
  if (compared === 0) return say('caution', 'Nothing to compare', ': the runs have no cell in common');
  if (untold.length > 0) return say('caution', 'Inconclusive', `: ${untold.length} of ${both} no longer say anything`);
  return say('good', 'No worse', `: ${both}`);
}
