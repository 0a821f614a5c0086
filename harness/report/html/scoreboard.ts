import type { Scoreboard, ScoredTree } from '../../records/outputs/scoreboard.ts';
import { siteOf, treeOf } from '../../store/cellId.ts';
import { type Score, type ScoreGroup, scoreGroups } from '../scoreboard/rows.ts';
import { claimWords } from '../words.ts';
import { html, type Markup } from './markup.ts';
import type { Row } from './rows.ts';

/** The most cells that a figure lists; all are in scoreboard.json. */
const mostCells = 40;

/** Candidates side by side. A figure opens to the cells that it comes from, each a link. */
export function scoreboard(board: Scoreboard, rows: readonly Row[]): Markup {
  const { trees } = board;
  const linkTo = links(rows);
  return html`<section id="scoreboard" aria-labelledby="scoreboard-title">
<h2 id="scoreboard-title">Scoreboard</h2>
<p class="quiet">A figure opens to the cells that it comes from. A cell counts once for each line in which it shows anything.</p>
<div class="scroll" role="group" aria-labelledby="scoreboard-title" tabindex="0">
<table class="scores">
<thead><tr><td></td>${trees.map(({ id }) => html`<th scope="col">${id}</th>`)}</tr></thead>
${scoreGroups(board).map((group) => body(group, trees, linkTo))}
</table>
</div>
${trees.map((tree) => claims(tree, linkTo))}
</section>`;
}

const body = ({ title, rows }: ScoreGroup, trees: readonly ScoredTree[], linkTo: LinkTo): Markup => html`<tbody>
<tr><td class="part" colspan="${trees.length + 1}">${title}</td></tr>
${rows.map(
  (row) =>
    html`<tr><th scope="row">${row.title}</th>${row.scores.map((score, place) => cell(score, `${row.title}, ${trees[place]?.id}`, linkTo))}</tr>`,
)}
</tbody>`;

function cell({ text, tone, cells }: Score, label: string, linkTo: LinkTo): Markup {
  if (cells.length === 0) return html`<td class="tone-${tone}">${text}</td>`;
  return html`<td><details class="score"><summary class="tone-${tone}" aria-label="${label}: ${text}; its cells">${text}</summary>
${cellList(cells, linkTo)}</details></td>`;
}

/** A cell's part of the page: of many seeds, all share one. */
type LinkTo = (cell: string) => Markup;

function links(rows: readonly Row[]): LinkTo {
  const fragments = new Map(
    rows.flatMap(({ id, trees }) => trees.flatMap(({ runs }) => runs.map((run) => [run.id, id]))),
  );
  return (cell) => {
    const fragment = fragments.get(cell);
    return fragment === undefined ? html`${siteOf(cell)}` : html`<a href="#${fragment}">${siteOf(cell)}</a>`;
  };
}

function cellList(cells: readonly string[], linkTo: LinkTo): Markup {
  const more = cells.length - mostCells;
  return html`<ul class="plain">${cells.slice(0, mostCells).map((id) => html`<li>${linkTo(id)}</li>`)}</ul>
${more > 0 ? html`<p class="quiet">and ${more} more</p>` : undefined}`;
}

function claims({ id, claims: all }: ScoredTree, linkTo: LinkTo): Markup | undefined {
  if (all.length === 0) return undefined;
  return html`<section class="finding"><h3>What ${id} claims</h3>
<ul class="plain">${all.map(({ text, outcome, why, cells }) => {
    const { text: word, tone } = claimWords[outcome];
    return html`<li><strong class="tone-${tone}">${word}</strong> ${text}: ${why}
${cells.length === 0 ? undefined : html`<details class="score"><summary>${cells.length} cells of ${treeOf(cells[0] ?? '')}</summary>${cellList(cells, linkTo)}</details>`}</li>`;
  })}</ul></section>`;
}
