import { cellStatuses } from '../../records/run/verdict.ts';
import { byWeight, verdictWord } from '../words.ts';
import { html, type Markup } from './markup.ts';
import type { Row } from './rows.ts';
import { pill, statusPill } from './signs.ts';

interface Item {
  /** The first row of which it is so. */
  id: string;
  /** As filters have it. */
  word: string;
  shown: Markup;
}

/** How many cells came to what, the gravest first; a link to the first of them, and, with the script, to all. */
export function tally(rows: readonly Row[]): Markup {
  const verdicts = verdictItems(rows);
  const items = verdicts.length > 0 ? verdicts : statusItems(rows);
  return html`<ul class="tally">${items.map(
    ({ id, word, shown }) => html`<li><a href="#${id}" data-verdict="${word}">${shown}</a></li> `,
  )}</ul>`;
}

function verdictItems(rows: readonly Row[]): Item[] {
  const all = rows.flatMap(({ id, trees }) =>
    trees.flatMap(({ comparisons }) => comparisons.map((comparison) => ({ id, comparison }))),
  );
  const sorted = all.toSorted((a, b) => byWeight(a.comparison, b.comparison));
  return [...Map.groupBy(sorted, ({ comparison }) => verdictWord(comparison).text)].flatMap(([word, members]) =>
    members.slice(0, 1).map(({ id, comparison }) => {
      const { tone } = verdictWord(comparison);
      return { id, word, shown: pill(comparison.verdict, { text: `${members.length} ${word}`, tone }) };
    }),
  );
}

/** Without a candidate. */
function statusItems(rows: readonly Row[]): Item[] {
  const all = rows.flatMap(({ id, trees }) => trees.flatMap(({ runs }) => runs.map(({ status }) => ({ id, status }))));
  return ['fail' as const, ...cellStatuses.filter((status) => status !== 'fail')].flatMap((status) => {
    const members = all.filter((each) => each.status === status);
    return members
      .slice(0, 1)
      .map(({ id }) => ({ id, word: status, shown: statusPill(status, `${members.length} ${status}`) }));
  });
}
