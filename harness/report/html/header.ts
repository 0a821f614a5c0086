import type { Plan } from '../../records/run/plan.ts';
import type { VerdictRecord } from '../../records/run/verdict.ts';
import { conclusionWord, count, unconfinedNote, worthRepeating } from '../words.ts';
import { html, type Markup } from './markup.ts';
import type { Row } from './rows.ts';
import { tally } from './tally.ts';

/** The verdict, before anything else. */
export function header(verdict: VerdictRecord, plan: Plan, rows: readonly Row[]): Markup {
  const { text, tone } = conclusionWord(verdict);
  const example = worthRepeating(verdict);
  const unconfined = unconfinedNote(verdict);
  return html`<header class="top">
<p class="name">pinproof <span aria-hidden="true">·</span> <strong>${verdict.name}</strong></p>
<h1 class="tone-${tone}">${text}</h1>
${tally(rows)}
<p class="quiet">${engineWords[plan.engine]}. ${selfCheck(verdict)}</p>
${unconfined && html`<p class="tone-caution">${unconfined}</p>`}
${example && html`<p class="repeat"><span class="quiet">Repeat</span> <code>${example.repeat}</code></p>`}
</header>`;
}

const engineWords: Readonly<Record<Plan['engine'], string>> = {
  deterministic: 'Deterministic engine: the same cell gives the same bytes',
  native: 'Native engine: cells are repeated, and numbers decide',
};

function selfCheck({ selfCheck: { cells, different } }: VerdictRecord): Markup | undefined {
  if (cells === 0) return undefined;
  if (different.length === 0) return html`Self-check: ${count(cells, 'cell')} run twice, byte for byte the same.`;
  return html`<strong class="tone-bad">Self-check failed: ${different.length} of ${cells} cells did not repeat byte for byte,
so no difference between trees can be trusted: ${different.join(', ')}.</strong>`;
}
