import { basename } from 'node:path';
import type { History, RememberedRun, RunComparison } from '../../records/outputs/history.ts';
import { neutralLine } from '../../text/neutral.ts';
import { type Style, styleFor, type Tone } from '../terminal/style.ts';
import { renderTable, type TableCell } from '../terminal/table.ts';
import { conclusionWords } from '../words.ts';

export interface HistoryOptions {
  colour: boolean;
  unicode: boolean;
  width: number;
  /** Whether only some cells are shown: then their statuses stand for the run's conclusion. */
  narrowed: boolean;
  /** Older runs that were not looked at. */
  left: number;
}

/** The runs, the newest first. Ends with a newline. */
export function renderHistory({ runs }: History, options: HistoryOptions): string {
  const style = styleFor(options);
  if (runs.length === 0) return '  No run is remembered yet: pinproof run makes one\n';
  const rows = runs.map(({ run, changes }): TableCell[] => [
    { text: run.id },
    { text: run.started.slice(0, 16).replace('T', ' '), tone: 'dim' },
    { text: run.name },
    { text: neutralLine(run.trees[0]?.release ?? run.trees[0]?.source ?? '', 40) },
    { text: candidatesOf(run) },
    options.narrowed ? statuses(run) : conclusion(run),
    changesCell(changes, style),
  ]);
  const head = ['run', 'UTC', 'suite', 'base', 'candidates', options.narrowed ? 'cells' : 'result', 'changes'];
  return [
    ...renderTable({ head, rows }, style, options.width),
    ...(options.left > 0 ? ['', `  ${options.left} older runs are not shown: --json has all`] : []),
    '',
  ].join('\n');
}

/** The most candidates that are named. */
const mostNamed = 3;

function candidatesOf({ trees }: RememberedRun): string {
  const names = trees.slice(1).map(({ id }) => id);
  const more = names.length - mostNamed;
  return [...names.slice(0, mostNamed), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function conclusion({ conclusion, state, message, trees }: RememberedRun): TableCell {
  if (conclusion === undefined) {
    const words = { begun: 'no end known', interrupted: 'interrupted', failed: 'failed', finished: 'finished' };
    const why = state === 'failed' && message !== undefined ? `: ${neutralLine(message, 40)}` : '';
    return { text: words[state] + why, tone: 'dim' };
  }
  if (trees.length === 1 && conclusion === 'nothing-regressed') return { text: 'base evaluated' };
  const { text, tone } = conclusionWords[conclusion];
  return { text: text.toLowerCase(), tone };
}

function statuses({ cells }: RememberedRun): TableCell {
  const groups = Map.groupBy(cells, ({ status }) => status);
  const order = ['fail', 'refused', 'invalid', 'lost', 'pass'] as const;
  const parts = order.flatMap((status) => {
    const count = groups.get(status)?.length ?? 0;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  const tone: Tone = groups.has('fail') ? 'bad' : groups.size === 1 && groups.has('pass') ? 'good' : 'caution';
  return { text: parts.join(', ') || 'none', tone: parts.length === 0 ? 'dim' : tone };
}

function changesCell(changes: RunComparison | undefined, style: Style): TableCell {
  if (changes === undefined) return { text: style.dot, tone: 'dim' };
  const { worse, better, changed, untold, added, gone, otherParameters, dearer, cheaper } = changes;
  const counts = { worse, better, changed, silent: untold, new: added, gone, dearer, cheaper };
  const parts = Object.entries(counts).flatMap(([word, { length }]) => (length === 0 ? [] : [`${length} ${word}`]));
  if (otherParameters.length > 0) parts.push(`${otherParameters.length} with other parameters`);
  if (parts.length === 0) return { text: 'the same', tone: 'dim' };
  return { text: parts.join(', '), tone: worse.length + dearer.length > 0 ? 'bad' : 'plain' };
}

/** `2026-11-25 15:01 refuse-20261125-150148 (3f9a01c2d4e5)` */
export function runInWords({ id, folder, started }: RememberedRun): string {
  return `${neutralLine(basename(folder), 80)} (${id}, ${started.slice(0, 16).replace('T', ' ')} UTC)`;
}
