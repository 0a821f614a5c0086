import type { KnownReport, VerdictRecord } from '../../records/run/verdict.ts';
import { html, type Markup } from './markup.ts';

/** Kernel reports that are no failures, as the suite has them, with how often each was seen. */
export function knownIssues({ known }: VerdictRecord): Markup | undefined {
  if (known.length === 0) return undefined;
  return html`<section id="known" aria-labelledby="known-title">
<h2 id="known-title">Known issues, not counted as failures</h2>
<dl class="finding">${known.map(
    ({
      pattern,
      fingerprint,
      reason,
      link,
      expires,
      where,
      reports,
      cells,
    }) => html`<div><dt><code>${pattern ?? fingerprint}</code></dt>
<dd>${reason} ${source(link)} <span class="quiet">(${where}, until ${expires})</span></dd>
<dd>${reports === 0 ? 'Nothing in this run was that.' : `Seen ${reports} times in ${cells} cells.`}</dd></div>`,
  )}</dl>
</section>`;
}

/** Those of one cell, and what they leave unseen. */
export const knownReports = (known: readonly KnownReport[]): Markup =>
  html`<p>Known, and not counted as failures:</p>
<ul class="plain">${known.map(
    ({ title, count, reason, link, silenced }) =>
      html`<li><strong>${title}</strong> (${count} times): ${reason} ${source(link)}${
        silenced.length === 0 ? undefined : html` Behind it the kernel has switched ${silenced.join(' and ')} off.`
      }</li>`,
  )}</ul>`;

/** A link that a suite gives is followed where it can only lead to a page. */
const source = (link: string): Markup =>
  /^https?:\/\//i.test(link) ? html`<a href="${link}" rel="noreferrer">${link}</a>` : html`<code>${link}</code>`;
