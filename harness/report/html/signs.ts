import type { CellStatus, VerdictWord } from '../../records/run/verdict.ts';
import { glyphs, statusTones } from '../terminal/style.ts';
import type { Word } from '../words.ts';
import { html, type Markup } from './markup.ts';
import type { RowTree } from './rows.ts';

/** A shape for each verdict, beside its word and its colour. */
const shapes: Readonly<Record<VerdictWord, string>> = {
  fixed: '▲',
  regressed: '▼',
  'unchanged-good': '=',
  'unchanged-bad': '=',
  refused: '⊘',
  invalid: '?',
  inconclusive: '~',
};

/** A sign that is read by eyes only: the word beside it says the same. */
const sign = (glyph: string): Markup => html`<span class="sign" aria-hidden="true">${glyph}</span>`;

export const statusPill = (status: CellStatus, text: string): Markup =>
  html`<span class="pill pill-${statusTones[status]}">${sign(glyphs[status].unicode)} ${text}</span>`;

/** `✗ fail`; of several runs also how many failed. */
export function statusMark({ status }: Pick<RowTree, 'status'>): Markup {
  if (status === undefined) return html`<span class="tone-dim">not planned</span>`;
  const { status: word, counts, tone } = status;
  const many = counts === undefined ? undefined : html` <span class="counts">${counts}</span>`;
  return html`<span class="tone-${tone}">${sign(glyphs[word].unicode)} ${word}${many}</span>`;
}

/** `▼ regressed`, in its colour; nothing where there is no verdict. */
export function verdictMark({ word, comparisons }: Pick<RowTree, 'word' | 'comparisons'>): Markup | undefined {
  const [gravest] = comparisons;
  return gravest && pill(gravest.verdict, word);
}

export const pill = (verdict: VerdictWord, { text, tone }: Word): Markup =>
  html`<span class="pill pill-${tone}">${sign(shapes[verdict])} ${text}</span>`;

/** A tree in one line: how it ended, and what that means where the one does not say the other. */
export function treeMarks(tree: RowTree, quiet: (verdict: VerdictWord) => boolean = () => false): Markup {
  const [gravest] = tree.comparisons;
  const verdict = gravest !== undefined && quiet(gravest.verdict) ? undefined : verdictMark(tree);
  const status = gravest?.verdict === tree.status?.status ? undefined : statusMark(tree);
  return html`<span class="tree"><span class="who">${tree.name}</span> ${status} ${verdict}</span>`;
}
