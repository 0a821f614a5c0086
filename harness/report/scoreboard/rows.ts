import type { FigureName, Scoreboard, ScoredTree } from '../../records/outputs/scoreboard.ts';
import { percentage } from '../../text/percentage.ts';
import type { Tone } from '../terminal/style.ts';
import { thousands } from '../words.ts';

/** One figure of one tree. */
export interface Score {
  text: string;
  tone: Tone;
  /** The cells that it comes from, the worst first. */
  cells: readonly string[];
}

export interface ScoreRow {
  title: string;
  /** As many as there are trees. */
  scores: Score[];
}

export interface ScoreGroup {
  title: string;
  rows: ScoreRow[];
}

/** What figures are called, and what they count. */
const titles: Readonly<Record<FigureName, { title: string; unit: 'cells' | 'seconds' }>> = {
  crashes: { title: 'oops, panic, lockup, hang', unit: 'cells' },
  splats: { title: 'other kernel reports', unit: 'cells' },
  checksums: { title: 'checksum errors', unit: 'cells' },
  lost: { title: 'lost or stale data', unit: 'cells' },
  spread: { title: 'data where it must not be', unit: 'cells' },
  pins: { title: 'pins never released', unit: 'cells' },
  errors: { title: 'calls that fail', unit: 'cells' },
  refused: { title: 'calls refused', unit: 'cells' },
  stall: { title: 'longest wait, disk idle', unit: 'seconds' },
  'own-wait': { title: 'fsync of the pinned file', unit: 'seconds' },
  'others-wait': { title: 'bystander’s fsync, sync, umount', unit: 'seconds' },
};

const none: Score = { text: '·', tone: 'dim', cells: [] };

/** The scoreboard as rows of figures: what a terminal and a page show. Groups and rows that say nothing of any tree are left out. */
export function scoreGroups(board: Scoreboard): ScoreGroup[] {
  const [base] = board.trees;
  if (base === undefined) return [];
  const figures = (...names: FigureName[]): ScoreRow[] => names.map((name) => figureRow(name, board.trees, base));
  const groups: ScoreGroup[] = [
    { title: `${board.cells} cells each`, rows: outcomeRows(board.trees) },
    {
      title: 'cells with',
      rows: figures('crashes', 'splats', 'checksums', 'lost', 'spread', 'pins', 'errors', 'refused'),
    },
    { title: 'waits, seconds', rows: figures('stall', 'own-wait', 'others-wait') },
    {
      title: 'failing cells of the base that pass',
      rows: [...filesystemRows(board.trees), refusedInsteadRow(board.trees)],
    },
    { title: 'instructions, against base', rows: costRows(board.trees) },
    { title: 'the series', rows: [...sizeRows(board.trees), ...claimRows(board.trees)] },
  ];
  return groups
    .map(({ title, rows }) => ({
      title,
      rows: rows.filter(({ scores }) => scores.some(({ text }) => text !== none.text)),
    }))
    .filter(({ rows }) => rows.length > 0);
}

function outcomeRows(trees: readonly ScoredTree[]): ScoreRow[] {
  const counted = (cells: readonly string[] | undefined, tone: Tone): Score =>
    cells === undefined || cells.length === 0 ? none : { text: String(cells.length), tone, cells };
  const row = (title: string, of: (tree: ScoredTree) => Score): ScoreRow => ({
    title,
    scores: trees.map((tree) => (tree.failed === undefined ? of(tree) : none)),
  });
  return [
    row('pass', ({ statuses }) => counted(statuses.pass, 'plain')),
    row('fail', ({ statuses }) => counted(statuses.fail, 'plain')),
    row('refused', ({ statuses }) => counted(statuses.refused, 'plain')),
    row('prove nothing', ({ statuses }) => counted([...statuses.invalid, ...statuses.lost], 'caution')),
    row('fixed', ({ changes }) => counted(changes?.fixed, 'good')),
    row('regressed', ({ changes }) => counted(changes?.regressed, 'bad')),
  ];
}

function figureRow(name: FigureName, trees: readonly ScoredTree[], base: ScoredTree): ScoreRow {
  const { title, unit } = titles[name];
  const usual = base.figures[name].value ?? 0;
  return {
    title,
    scores: trees.map(({ id, figures }) => {
      const { value, cells } = figures[name];
      if (value === undefined || value === 0) return none;
      const tone = id === base.id ? 'plain' : toneOf(value, usual, unit);
      return { text: unit === 'cells' ? String(value) : seconds(value), tone, cells };
    }),
  };
}

/** A wait is another one where it differs by a tenth: what is less, a disk does by itself. */
function toneOf(value: number, base: number, unit: 'cells' | 'seconds'): Tone {
  const slack = unit === 'cells' ? 1 : 1.1;
  if (value > base * slack) return 'bad';
  return value * slack < base ? 'good' : 'plain';
}

/** Three figures are as many as a wait deserves. */
const seconds = (value: number): string => (value >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString());

function filesystemRows(trees: readonly ScoredTree[]): ScoreRow[] {
  const names = [...new Set(trees.flatMap(({ filesystems }) => filesystems.map(({ name }) => name)))];
  return names.map((wanted) => ({
    title: wanted,
    scores: trees.map(({ filesystems, changes, failed }) => {
      const found = filesystems.find(({ name }) => name === wanted);
      if (found === undefined || found.failing === 0 || failed !== undefined) return none;
      const { fixed, failing, cells } = found;
      if (changes === undefined) return { text: `of ${failing}`, tone: 'plain', cells };
      return { text: String(fixed), tone: fixed > 0 ? 'good' : 'dim', cells };
    }),
  }));
}

/** What cannot be done cannot go wrong: neither a repair, nor nothing. */
function refusedInsteadRow(trees: readonly ScoredTree[]): ScoreRow {
  return {
    title: 'or are refused',
    scores: trees.map(({ changes: { refusedInstead = [] } = {} }) =>
      refusedInstead.length === 0
        ? none
        : { text: String(refusedInstead.length), tone: 'plain', cells: refusedInstead },
    ),
  };
}

function costRows(trees: readonly ScoredTree[]): ScoreRow[] {
  const ops = [...new Set(trees.flatMap(({ costs }) => costs.map(({ op }) => op)))];
  return ops.map((wanted) => ({
    title: wanted,
    scores: trees.map(({ costs }) => {
      const found = costs.find(({ op }) => op === wanted);
      if (found === undefined) return none;
      const { instructions, percent, cells } = found;
      if (percent === undefined) return { text: rangeOf(instructions), tone: 'plain', cells };
      return { text: percentage(percent), tone: Math.abs(percent) < 1 ? 'dim' : 'plain', cells };
    }),
  }));
}

const rangeOf = ([least, most]: readonly [number, number]): string =>
  least === most ? thousands(least) : `${thousands(least)}–${thousands(most)}`;

function sizeRows(trees: readonly ScoredTree[]): ScoreRow[] {
  const row = (title: string, of: (size: NonNullable<ScoredTree['size']>) => string): ScoreRow => ({
    title,
    scores: trees.map(({ size }) => (size === undefined ? none : { text: of(size), tone: 'plain', cells: [] })),
  });
  return [
    row('patches', ({ patches }) => String(patches)),
    row('lines added', ({ added }) => String(added)),
    row('lines removed', ({ removed }) => String(removed)),
    row('files changed', ({ files }) => String(files)),
  ];
}

function claimRows(trees: readonly ScoredTree[]): ScoreRow[] {
  const row = (title: string, wanted: ScoredTree['claims'][number]['outcome'], tone: Tone): ScoreRow => ({
    title,
    scores: trees.map(({ claims }) => {
      const found = claims.filter(({ outcome }) => outcome === wanted);
      if (found.length === 0) return none;
      return { text: String(found.length), tone, cells: [...new Set(found.flatMap(({ cells }) => cells))] };
    }),
  });
  return [
    row('claims confirmed', 'confirmed', 'good'),
    row('claims refuted', 'refuted', 'bad'),
    row('claims not tested', 'not-tested', 'caution'),
  ];
}
