import { describeFailure } from '../../../judge/failureWords.ts';
import { failureKindOf, gravityOf } from '../../../kinds/failureKinds.ts';
import { calls } from '../../../kinds/guest/calls.ts';
import { wordsOf } from '../../../kinds/guest/words.ts';
import type { Failure, JudgedCell } from '../../../records/run/verdict.ts';
import { parseCellId } from '../../../store/cellId.ts';
import { consoleName } from '../../../store/guestFiles.ts';
import { describeRuns } from '../../findings.ts';
import { comparisonTable } from '../comparisons.ts';
import { knownReports } from '../known.ts';
import { html, type Markup } from '../markup.ts';
import type { RowTree } from '../rows.ts';
import { statusMark } from '../signs.ts';
import { pair } from '../trees.ts';
import { consoleExcerpt } from './console.ts';
import type { Evidence } from './evidence.ts';
import { splatList } from './splats.ts';

/** Of several runs the one that a page shows: the first that failed, else one that says why it does not count. */
export function shownRun({ runs, status }: RowTree): JudgedCell | undefined {
  return runs.find((run) => run.status === status?.status) ?? runs[0];
}

/** What one tree did, in words, and what shows it. */
export function side(tree: RowTree, evidence: Evidence | undefined, withConsole: boolean): Markup {
  const run = shownRun(tree);
  // Of one run the list of its failures says the same, and more.
  const listed = tree.runs.length === 1 && (run?.failures.length ?? 0) > 0;
  const said = listed ? '' : describeRuns(tree.runs, tree.comparisons[0]);
  return html`<section class="side">
<h4>${tree.name} ${statusMark(tree)}</h4>
${run === undefined ? undefined : html`${said === '' && !listed ? html`<p>Clean.</p>` : undefined}${said === '' ? undefined : html`<p class="said">${said}</p>`}${several(tree, run)}${details(run, evidence, withConsole)}`}
</section>`;
}

/** Which runs came to what, by the end of their names. */
function several({ runs }: RowTree, shown: JudgedCell): Markup | undefined {
  if (runs.length < 2) return undefined;
  const groups = [...Map.groupBy(runs, ({ status }) => status)];
  return html`<p class="quiet">Runs: ${groups.map(
    ([status, members], index) =>
      `${index === 0 ? '' : '; '}${status} ${members.map(({ id }) => runName(id)).join(' ')}`,
  )}. Shown is ${runName(shown.id)}.</p>`;
}

/** `r3` of repeats, `seed 3` of seeds. */
function runName(id: string): string {
  const { seed, repeat } = parseCellId(id);
  return repeat === undefined ? `seed ${seed}` : `r${repeat}`;
}

function details(run: JudgedCell, evidence: Evidence | undefined, withConsole: boolean): Markup {
  return html`${run.failures.length === 0 ? undefined : html`<ul class="failures">${run.failures.toSorted(byGravity).map(failure)}</ul>`}
${run.reasons.length > 0 && (run.reasons.length > 1 || run.status === 'fail') ? html`<ul class="plain">${run.reasons.map((each) => html`<li>${each}</li>`)}</ul>` : undefined}
${run.known && knownReports(run.known)}
${evidence?.stalls.map(stall)}
${evidence && comparisonTable(evidence.comparisons)}
${evidence && splatList(evidence.splats)}
${evidence && consoleOf(evidence, run, withConsole)}
${evidence?.difference === undefined ? undefined : html`<p class="tone-bad">Run twice, it differs first in: <code>${evidence.difference}</code></p>`}
<dl class="facts">
${pair('Ended', run.ending)}${pair('Progress', words(run.progress))}${pair('Parameters', evidence && words(evidence.parameters))}
${pair('Schedule', evidence && words(evidence.schedule))}${pair('Artefacts', artefacts(run.folder))}
${pair('Repeat', html`<code>${run.repeat}</code>`)}
</dl>`;
}

/** Where there is anything to show of it; else where it is to be found. */
function consoleOf({ excerpt }: Evidence, { id, folder }: JudgedCell, shown: boolean): Markup | undefined {
  const path = `${folder}/${consoleName}`;
  if (excerpt === undefined) return html`<p class="quiet">There is no ${path} any more.</p>`;
  if (excerpt.stretches.length === 0) return undefined;
  return shown
    ? consoleExcerpt(excerpt, `console of ${id}`, path)
    : html`<p class="quiet">Not in this page, for its size: ${path}.</p>`;
}

const byGravity = (a: Failure, b: Failure): number => gravityOf(b.kind) - gravityOf(a.kind);

function failure(each: Failure): Markup {
  const said = describeFailure(each);
  const { gravity } = failureKindOf(each.kind);
  const quoted = said.includes(each.detail) ? undefined : html` <code>${each.detail}</code>`;
  return html`<li>${said} <span class="quiet">(${gravity})</span>${quoted}</li>`;
}

const stall = ({ call, task, seconds, ended, stack }: Evidence['stalls'][number]): Markup =>
  html`<p><strong>${wordsOf(calls, call)}</strong> of ${task} waited ${seconds} s while the disk was idle${ended ? '' : ', and did not come back'}.
${stack.length === 0 ? undefined : html`<span class="quiet">It slept in</span> <code>${stack.join(' ← ')}</code>`}</p>`;

const words = (values: Readonly<Record<string, string | number | undefined>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? value.toLocaleString('en') : (value ?? '')}`)
    .join(', ');

/** A link from the run's folder: the page is read there, or the words say what to look for. */
const artefacts = (folder: string): Markup =>
  html`<a href="./${folder.split('/').map(encodeURIComponent).join('/')}/">${folder}/</a>`;
