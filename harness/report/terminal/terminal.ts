import { probability } from '../../judge/counts.ts';
import type { Novelty } from '../../records/outputs/history.ts';
import type { Comparison, JudgedCell, VerdictRecord } from '../../records/run/verdict.ts';
import { isRepeat } from '../../store/cellId.ts';
import { reportFiles } from '../../store/runFiles.ts';
import { neutralLine, neutralText } from '../../text/neutral.ts';
import { cutTo, padTo, widthOf, wrapTo } from '../../text/width.ts';
import { groupFindings } from '../findingGroups.ts';
import {
  type Axes,
  axesOf,
  comparisonAt,
  describeSite,
  rowsOf,
  runsAt,
  type Site,
  sitesOf,
  treesOf,
} from '../sites.ts';
import {
  conclusionWord,
  count,
  failedStageWords,
  milliseconds,
  statusWord,
  talliesOf,
  unconfinedNote,
  verdictsWord,
  verdictWord,
  worthRepeating,
} from '../words.ts';
import { claimLines } from './claims.ts';
import { costLines } from './costs.ts';
import { explorationLines } from './exploration.ts';
import { knownLines } from './known.ts';
import { noveltyLines } from './novelty.ts';
import { type Style, styleFor } from './style.ts';
import { renderTable, type Table, type TableCell, tableWidth } from './table.ts';

export interface TerminalOptions {
  colour: boolean;
  /** False where the locale is not UTF-8. */
  unicode: boolean;
  /** Columns of the terminal. */
  width: number;
  /** Shown as where the artefacts are. */
  runFolder: string;
  /** What the history says of it. */
  novelty?: Novelty;
}

interface View {
  verdict: VerdictRecord;
  options: TerminalOptions;
  style: Style;
  sites: Site[];
  trees: string[];
  axes: Axes;
}

/** Narrower than this nothing is readable, and wrapping would loop over words. */
const leastWidth = 40;

/** The verdict for a person at a terminal. Guest text is neutralised. Ends with a newline. */
export function renderVerdict(verdict: VerdictRecord, given: TerminalOptions): string {
  const options = { ...given, width: Math.max(leastWidth, given.width) };
  const sites = sitesOf(verdict);
  const view: View = {
    verdict,
    options,
    style: styleFor(options),
    sites,
    trees: treesOf(verdict),
    axes: axesOf(sites),
  };
  const sections = [
    treeLines(view),
    resultLines(view),
    findingLines(view),
    latencyLines(view),
    costLines(verdict, { ...view, width: options.width }),
    explorationLines(verdict, view.trees, view.style, options.width),
    warningLines(view),
    treeFailureLines(view),
    conclusionLines(view),
  ];
  const text = sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
  return `${options.unicode ? text : toAscii(text)}\n`;
}

function treeLines({ verdict, options, style, trees }: View): string[] {
  const names = Math.max(...trees.map(widthOf));
  const releases = trees.map((name) => neutralLine(verdict.trees[name]?.release ?? '', 64));
  const room = options.width - names - 6 - Math.max(0, ...releases.map(widthOf));
  const titles = trees.map((name) => cutTo(neutralLine(verdict.trees[name]?.title ?? '', 200), Math.max(8, room)));
  const column = Math.max(...titles.map(widthOf));
  return [
    `${style.paint('bold', 'pinproof')} ${style.paint('dim', style.dot)} ${verdict.name}`,
    '',
    ...trees.map((name, index) => {
      const lead = `  ${style.paint('bold', padTo(name, names))}  `;
      return `${lead}${padTo(titles[index] ?? '', column)}  ${style.paint('dim', releases[index] ?? '')}`.trimEnd();
    }),
  ];
}

function resultLines(view: View): string[] {
  const { options, style } = view;
  const full = resultTable(view, true);
  if (tableWidth(full) <= options.width) return renderTable(full, style, options.width);
  const compact = resultTable(view, false);
  if (tableWidth(compact) <= options.width) return renderTable(compact, style, options.width);
  return stackedResults(view);
}

/** @param words whether a status is a glyph with its word, or the glyph alone. */
function resultTable(view: View, words: boolean): Table {
  const { verdict, style, sites, trees, axes } = view;
  const candidates = trees.slice(1);
  const head = [
    'workload',
    'filesystem',
    ...(axes.device ? ['device'] : []),
    ...(axes.seed ? ['seed'] : []),
    ...trees.flatMap((name, index) => (index === 0 ? [name] : [name, 'verdict'])),
  ];
  let previous = '';
  const rows = rowsOf(sites).flatMap((members): TableCell[][] => {
    const [site] = members;
    if (site === undefined) return [];
    const workload = site.workload === previous ? '' : site.workload;
    previous = site.workload;
    const runs = (name: string): JudgedCell[] => members.flatMap((each) => runsAt(verdict, name, each));
    return [
      [
        { text: workload },
        { text: site.filesystem },
        ...(axes.device ? [{ text: site.device }] : []),
        ...(axes.seed ? [{ text: members.length === 1 ? site.seed : `all ${members.length}` }] : []),
        statusCell(runs(trees[0] ?? ''), style, words),
        ...candidates.flatMap((name) => [
          statusCell(runs(name), style, words),
          verdictsWord(members.map((each) => comparisonAt(verdict, name, each))),
        ]),
      ],
    ];
  });
  return { head, rows };
}

/** For narrow terminals: a line a site, its trees below it. */
function stackedResults({ verdict, options, style, sites, trees, axes }: View): string[] {
  return sites.flatMap((site) => [
    `  ${cutTo(`${site.workload} ${describeSite(site, axes)}`, options.width - 2)}`,
    ...trees.flatMap((name, index) => {
      const status = statusCell(runsAt(verdict, name, site), style, true);
      const word = index === 0 ? { text: '' } : wordOf(comparisonAt(verdict, name, site));
      const line = `    ${name}  ${style.paint(status.tone ?? 'plain', status.text)}`;
      if (word.text === '') return [line];
      const painted = style.paint(word.tone ?? 'plain', word.text);
      const columns = widthOf(`    ${name}  ${status.text}  ${word.text}`);
      return columns <= options.width ? [`${line}  ${painted}`] : [line, `      ${painted}`];
    }),
  ]);
}

const wordOf = (comparison: Comparison | undefined): TableCell =>
  comparison === undefined ? { text: '' } : verdictWord(comparison);

function statusCell(runs: readonly JudgedCell[], style: Style, words: boolean): TableCell {
  const found = statusWord(runs);
  if (found === undefined) return { text: '' };
  const { status, counts, tone } = found;
  const glyph = style.glyph(status);
  return { text: [glyph, ...((counts ?? words) ? [counts ?? status] : [])].join(' '), tone };
}

/** What was seen where it is not simply clean: a block a workload, a line a tree and a set of sites that say the same. */
function findingLines(view: View): string[] {
  const { verdict, options, style, trees } = view;
  const names = Math.max(...trees.map(widthOf));
  return groupFindings(verdict, view).flatMap(({ workload, findings }, block) => {
    let previous = '';
    const lines = findings.flatMap(({ tree, where, finding }) => {
      const lead = `    ${padTo(tree === previous ? '' : tree, names)}  `;
      previous = tree;
      // Lines that go on are indented by two more.
      const room = options.width - widthOf(lead) - 2;
      const [first = '', ...rest] = wrapTo(`${where}: ${finding}`, room);
      const painted = first.startsWith(`${where}:`)
        ? style.paint('dim', `${where}:`) + first.slice(where.length + 1)
        : first;
      return [lead + painted, ...rest.map((line) => ' '.repeat(widthOf(lead) + 2) + line)];
    });
    return [...(block === 0 ? [] : ['']), `  ${style.paint('bold', workload)}`, ...lines];
  });
}

function latencyLines(view: View): string[] {
  const { verdict, options, style, sites, trees, axes } = view;
  if (verdict.cells.some(isRepeat)) return repeatedLatencyLines(view);
  // A refused cell has synced a file that nobody wrote to: its latency says nothing beside the other's. Where operations
  // are counted, the one fdatasync at the end is none of them.
  const latencyAt = (tree: string, site: Site): JudgedCell['fsync'] => {
    const [cell] = runsAt(verdict, tree, site);
    return cell?.status === 'refused' || cell?.costs !== undefined ? undefined : cell?.fsync;
  };
  // Of many seeds the first: latencies are guest time, and seeds change what the disk takes.
  const shown = rowsOf(sites).flatMap(([site]) => (site === undefined ? [] : [site]));
  const measured = shown.filter((site) => trees.some((tree) => latencyAt(tree, site) !== undefined));
  if (measured.length === 0) return [];
  let previous = '';
  const rows = measured.map((site): TableCell[] => {
    const workload = site.workload === previous ? '' : site.workload;
    previous = site.workload;
    return [
      { text: workload },
      { text: describeSite(site, axes) },
      ...trees.map((tree) => {
        const fsync = latencyAt(tree, site);
        return fsync === undefined
          ? { text: style.dot, tone: 'dim' as const }
          : { text: `${milliseconds(fsync.p50)} / ${milliseconds(fsync.p99)}` };
      }),
    ];
  });
  const table = { head: ['fsync p50 / p99, ms', '', ...trees], rows };
  return tableWidth(table) <= options.width ? renderTable(table, style, options.width) : [];
}

/** Medians of the runs' medians, in milliseconds, and whether the runs of base and candidate differ by more than chance. */
function repeatedLatencyLines({ verdict, options, style, sites, trees, axes }: View): string[] {
  const [, ...candidates] = trees;
  const latenciesAt = (name: string, site: Site) => comparisonAt(verdict, name, site)?.statistics?.latencies ?? [];
  let previous = '';
  const rows = sites.flatMap((site) => {
    const ops = new Set(candidates.flatMap((name) => latenciesAt(name, site).map(({ op }) => op)));
    return [...ops].map((op): TableCell[] => {
      const workload = site.workload === previous ? '' : site.workload;
      previous = site.workload;
      const found = candidates.map((name) => latenciesAt(name, site).find((each) => each.op === op));
      const base = found.find((each) => each !== undefined)?.base;
      const none = { text: style.dot, tone: 'dim' as const };
      return [
        { text: workload },
        { text: `${describeSite(site, axes)} ${neutralLine(op, 20)}` },
        base === undefined ? none : { text: inMilliseconds(base.median) },
        ...found.flatMap((each): TableCell[] =>
          each === undefined
            ? [none, none]
            : [{ text: inMilliseconds(each.candidate.median) }, { text: probability(each.p) }],
        ),
      ];
    });
  });
  if (rows.length === 0) return [];
  const table = {
    head: ['median of runs, ms', '', ...trees.flatMap((name, at) => (at === 0 ? [name] : [name, 'p']))],
    rows,
  };
  return tableWidth(table) <= options.width ? renderTable(table, style, options.width) : [];
}

const inMilliseconds = (nanoseconds: number): string => milliseconds(nanoseconds / 1e6);

/** The most build warnings shown a candidate; all are in build.json. */
const mostWarnings = 5;

function warningLines({ verdict, options, style, trees }: View): string[] {
  return trees.flatMap((name) => {
    const added = verdict.trees[name]?.addedWarnings ?? [];
    if (added.length === 0) return [];
    const head = `  ${style.paint('caution', `${name} adds ${count(added.length, 'build warning')}`)}`;
    const shown = added
      .slice(0, mostWarnings)
      .map(({ file, line, text }) => `    ${cutTo(neutralLine(`${file}:${line}: ${text}`), options.width - 4)}`);
    const more = added.length - shown.length;
    return [head, ...shown, ...(more > 0 ? [`    and ${more} more`] : [])];
  });
}

function treeFailureLines({ verdict, options, style, trees }: View): string[] {
  return trees.flatMap((name) => {
    const failure = verdict.trees[name]?.failure;
    if (failure === undefined) return [];
    return [
      `  ${style.paint('bad', `${name} ${failedStageWords[failure.stage]}`)}`,
      ...neutralText(failure.message)
        .split('\n')
        .slice(0, 20)
        .map((line) => `    ${cutTo(line, options.width - 4)}`),
      ...(failure.log === undefined ? [] : [style.paint('dim', `    ${options.runFolder}/${failure.log}`)]),
    ];
  });
}

function conclusionLines({ verdict, options, style }: View): string[] {
  const lead = conclusionWord(verdict);
  const tallies = talliesOf(verdict);
  const [first = '', ...rest] = wrapTo(`${lead.text}: ${tallies}`, options.width - 2);
  const example = worthRepeating(verdict);
  return [
    `  ${style.paint(lead.tone, style.paint('bold', lead.text))}${first.slice(lead.text.length)}`,
    ...rest.map((line) => `  ${line}`),
    ...selfCheckLines(verdict, options.width, style),
    ...claimLines(verdict, style, options.width),
    ...knownLines(verdict, style, options.width),
    ...(options.novelty ? noveltyLines(options.novelty, options.width, style) : []),
    ...unconfinedLines(verdict, options.width, style),
    '',
    `  ${style.paint('dim', 'artefacts')}  ${options.runFolder}`,
    `  ${style.paint('dim', 'page')}       ${options.runFolder}/${reportFiles.page}`,
    ...repeatLines(example, style),
  ];
}

function selfCheckLines({ selfCheck }: VerdictRecord, width: number, style: Style): string[] {
  const { cells, different } = selfCheck;
  if (cells === 0) return [];
  if (different.length === 0)
    return [style.paint('dim', `  Self-check: ${count(cells, 'cell')} run twice, byte for byte the same`)];
  const text = `Self-check failed: ${different.length} of ${cells} cells did not repeat byte for byte, so no difference between trees can be trusted: ${different.join(', ')}`;
  return wrapTo(text, width - 2).map((line) => `  ${style.paint('bad', line)}`);
}

function unconfinedLines(verdict: VerdictRecord, width: number, style: Style): string[] {
  const note = unconfinedNote(verdict);
  return (note === undefined ? [] : wrapTo(note, width - 2)).map((line) => `  ${style.paint('caution', line)}`);
}

/** A command is there to be pasted: whole, however wide. */
function repeatLines(cell: JudgedCell | undefined, style: Style): string[] {
  return cell === undefined ? [] : [`  ${style.paint('dim', 'repeat')}     ${cell.repeat}`];
}

/** For locales without UTF-8: our own few characters; anything else that is not ASCII becomes a question mark. */
function toAscii(text: string): string {
  return text
    .replaceAll('…', '~')
    .replaceAll('’', "'")
    .replace(/\P{ASCII}/gu, '?');
}
