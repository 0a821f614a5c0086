import { createHash } from 'node:crypto';
import type { Scoreboard } from '../../records/outputs/scoreboard.ts';
import type { Plan } from '../../records/run/plan.ts';
import type { VerdictRecord } from '../../records/run/verdict.ts';
import { conclusionWord } from '../words.ts';
import { cells } from './cells/cells.ts';
import { chooseConsoles } from './cells/consoles.ts';
import type { Evidence } from './cells/evidence.ts';
import { exploration } from './exploration.ts';
import { filters } from './filters.ts';
import { findings } from './findings.ts';
import { header } from './header.ts';
import { knownIssues } from './known.ts';
import { html, Markup } from './markup.ts';
import { matrix } from './matrix.ts';
import { rowsOfVerdict } from './rows.ts';
import { scoreboard } from './scoreboard.ts';
import { enliven } from './script.ts';
import { styleSheet } from './style/sheet.ts';
import { trees } from './trees.ts';

export interface PageInput {
  verdict: VerdictRecord;
  plan: Plan;
  /** By cell id; none of cells that gave no facts. */
  evidence: ReadonlyMap<string, Evidence>;
  /** Where there are several candidates. */
  board?: Scoreboard;
}

/**
 * The verdict as one HTML file that needs nothing else: no network, and no script but for its filters. What guests wrote
 * is escaped, and the policy in its head lets nothing run or load that is not ours.
 */
export function renderPage({ verdict, plan, evidence, board }: PageInput): string {
  const rows = rowsOfVerdict(verdict);
  const consoles = chooseConsoles(rows, evidence);
  const script = `(${enliven.toString()})()`;
  const style = styleSheet(new Set(rows.map(({ site }) => site.filesystem)).size);
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(style, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${conclusionWord(verdict).text} · ${verdict.name} · pinproof</title>
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#cells">Skip to the cells</a>
${header(verdict, plan, rows)}
<nav aria-label="On this page">${board && html`<a href="#scoreboard">Scoreboard</a> `}<a href="#findings">What was seen</a> <a href="#matrix">Matrix</a> <a href="#cells">Cells</a>
<a href="#trees">Trees</a></nav>
<main>
${board && scoreboard(board, rows)}
${findings(verdict, rows)}
<section id="matrix" aria-labelledby="matrix-title">
<h2 id="matrix-title">Matrix</h2>
${filters(rows)}
${matrix(rows)}
</section>
<section id="cells" aria-labelledby="cells-title">
<h2 id="cells-title">Cells</h2>
${cells(rows, { plan, evidence, consoles })}
</section>
${knownIssues(verdict)}
${exploration(verdict)}
${trees(verdict, plan)}
</main>
<footer><p class="quiet">Written by pinproof from the records of the run, which stand beside this file.</p></footer>
<script>${new Markup(script)}</script>
</body>
</html>
`.text;
}

const policyFor = (style: string, script: string): string =>
  [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
