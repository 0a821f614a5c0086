import type { Scoreboard, ScoredTree } from '../../records/outputs/scoreboard.ts';
import { reportFiles, runRecords } from '../../store/runFiles.ts';
import { neutralLine } from '../../text/neutral.ts';
import { padTo, widthOf, wrapTo } from '../../text/width.ts';
import { type Style, styleFor } from '../terminal/style.ts';
import { renderTable, type Table, tableWidth } from '../terminal/table.ts';
import { claimWords, failedStageWords } from '../words.ts';
import { type ScoreGroup, scoreGroups } from './rows.ts';

export interface ScoreboardOptions {
  colour: boolean;
  /** False where the locale is not UTF-8. */
  unicode: boolean;
  /** Columns of the terminal. */
  width: number;
  /** Shown as where the artefacts are. */
  runFolder: string;
}

/** The scoreboard for a person at a terminal. Where it is too wide, some trees come below the others, the base with each. */
export function renderScoreboard(board: Scoreboard, options: ScoreboardOptions): string {
  const style = styleFor(options);
  const groups = scoreGroups(board);
  const sections = [
    [`${style.paint('bold', 'pinproof scoreboard')} ${style.paint('dim', style.dot)} ${board.name}`],
    ...columnsThatFit(board.trees, groups, options.width).map((columns) => {
      const table = tableOf(board.trees, groups, columns);
      // Two columns that are too wide had better be broken than cut: half a figure is a wrong one.
      return renderTable(table, style, Math.max(options.width, tableWidth(table)));
    }),
    treeLines(board.trees, style, options.width),
    ...board.trees.map((tree) => claimLines(tree, style, options.width)),
    // Of one candidate the page and the folder have none: it stands beside its base in everything else.
    board.trees.length > 2
      ? [
          `  ${style.paint('dim', 'each figure’s cells')}  ${options.runFolder}/${reportFiles.page}#scoreboard`,
          `  ${style.paint('dim', 'for programs')}         ${options.runFolder}/${runRecords.scoreboard.file}`,
        ]
      : [],
  ];
  const text = sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
  return `${
    options.unicode
      ? text
      : text
          .replaceAll('·', '.')
          .replaceAll('’', "'")
          .replaceAll('–', '-')
          .replace(/\P{ASCII}/gu, '?')
  }\n`;
}

/** Which trees stand beside each other: places in `trees`, the base's first. */
function columnsThatFit(trees: readonly ScoredTree[], groups: readonly ScoreGroup[], width: number): number[][] {
  const blocks: number[][] = [];
  let columns = [0];
  for (let place = 1; place < trees.length; place += 1) {
    const wider = [...columns, place];
    if (columns.length > 1 && tableWidth(tableOf(trees, groups, wider)) > width) {
      blocks.push(columns);
      columns = [0, place];
    } else columns = wider;
  }
  return [...blocks, columns];
}

function tableOf(trees: readonly ScoredTree[], groups: readonly ScoreGroup[], columns: readonly number[]): Table {
  return {
    head: ['', ...columns.map((place) => trees[place]?.id ?? '')],
    rows: groups.flatMap(({ title, rows }, index) => [
      ...(index === 0 ? [] : [[{ text: '' }]]),
      [{ text: title, tone: 'dim' as const }],
      ...rows.map((row) => [{ text: `  ${row.title}` }, ...columns.map((place) => row.scores[place] ?? { text: '' })]),
    ]),
  };
}

/** What each tree is, what its applications are refused, and why it is not there where it is not. */
function treeLines(trees: readonly ScoredTree[], style: Style, width: number): string[] {
  const names = Math.max(...trees.map(({ id }) => widthOf(id)));
  return trees.flatMap(({ id, title, release, refusals, failed }) => {
    const parts = [
      neutralLine(title, 120) + (release === undefined ? '' : ` (${neutralLine(release, 40)})`),
      ...(refusals.length === 0 ? [] : [`refuses ${refusals.map((each) => neutralLine(each, 60)).join(', ')}`]),
      ...(failed === undefined ? [] : [failedStageWords[failed]]),
    ];
    const lines = wrapTo(parts.join('; '), width - names - 4);
    return lines.map((line, index) =>
      index === 0 ? `  ${style.paint('bold', padTo(id, names))}  ${line}` : ' '.repeat(names + 4) + line,
    );
  });
}

const marks = { confirmed: 'pass', refuted: 'fail', 'not-tested': 'invalid' } as const;

function claimLines({ id, claims }: ScoredTree, style: Style, width: number): string[] {
  if (claims.length === 0) return [];
  return [
    `  ${style.paint('bold', id)} claims`,
    ...claims.flatMap(({ text, outcome, why }) => {
      const { text: word, tone } = claimWords[outcome];
      const said = `${neutralLine(text, 200)}: ${word}, ${neutralLine(why, 300)}`;
      return wrapTo(said, width - 8).map((line, index) =>
        index === 0 ? `    ${style.paint(tone, style.glyph(marks[outcome]))} ${line}` : `      ${line}`,
      );
    }),
  ];
}
