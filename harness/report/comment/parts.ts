import type { VerdictRecord } from '../../records/run/verdict.ts';
import { codeBlock, codeSpan, inlineMarkdown } from '../../text/markdown.ts';
import { treesOf } from '../sites.ts';
import { claimNotes } from '../terminal/claims.ts';
import { knownNotes } from '../terminal/known.ts';
import { count, failedStageWords, unconfinedNote, worthRepeating } from '../words.ts';
import type { CommentFacts, LinkedCommit } from './facts.ts';
import type { Item } from './fit.ts';

/** The parts of a comment beside what changed and the table of cells. */

/** The most build warnings named a tree; all are in build.json. */
const mostWarnings = 5;

const link = ({ hash, url }: LinkedCommit): string => `[\`${hash.slice(0, 12)}\`](${url})`;

export function judgedLine({ name }: VerdictRecord, { head, base, merged }: CommentFacts): string {
  const into = merged ? 'merged into' : 'to be merged into';
  return `pinproof judged the head ${link(head)}, ${into} the base ${link(base)}, with the suite ${codeSpan(name)}.`;
}

export const treeHead = ['| tree | | kernel |', '| --- | --- | --- |'];

export function treeItems(verdict: VerdictRecord): Item[] {
  return treesOf(verdict).map((name, rank) => {
    const { title = '', release = '' } = verdict.trees[name] ?? {};
    const cells = [`**${inlineMarkdown(name, 64)}**`, inlineMarkdown(title, 160), inlineMarkdown(release, 64)];
    return { text: `| ${cells.join(' | ')} |`, rank };
  });
}

/** What makes the verdict worth less. */
export function troubleItems(verdict: VerdictRecord): Item[] {
  const troubles = [selfCheck, failures, refuted, known, unconfined];
  return troubles
    .flatMap((of) => of(verdict))
    .map((text, rank) => ({
      text,
      rank,
    }));
}

/** The list of known issues may be the pull request's own: a reader must see what it took out. */
const known = (verdict: VerdictRecord): string[] => knownNotes(verdict).map((note) => inlineMarkdown(note, 1000));

/** Of the claims those that do not hold: a reviewer has read them, and believes them until then. */
const refuted = (verdict: VerdictRecord): string[] =>
  claimNotes(verdict)
    .filter((note) => note.refuted)
    .map(({ text }) => `**${inlineMarkdown(text, 1000)}**`);

function unconfined(verdict: VerdictRecord): string[] {
  const note = unconfinedNote(verdict);
  return note === undefined ? [] : [`**${inlineMarkdown(note, 300)}**`];
}

function selfCheck({ selfCheck: { cells, different } }: VerdictRecord): string[] {
  if (different.length === 0) return [];
  const named = different.slice(0, 3).map((id) => codeSpan(id, 160));
  const more = different.length > named.length ? ', …' : '';
  return [
    `**Self-check failed**: ${different.length} of ${cells} cells did not repeat byte for byte, so no difference between trees can be trusted: ${named.join(', ')}${more}`,
  ];
}

function failures(verdict: VerdictRecord): string[] {
  return treesOf(verdict).flatMap((name) => {
    const failure = verdict.trees[name]?.failure;
    if (failure === undefined) return [];
    return [
      `**${inlineMarkdown(name, 64)} ${failedStageWords[failure.stage]}**\n\n${codeBlock(failure.message, 3000)}`,
    ];
  });
}

export function warningItems(verdict: VerdictRecord): Item[] {
  return treesOf(verdict).flatMap((name, rank) => {
    const added = verdict.trees[name]?.addedWarnings ?? [];
    if (added.length === 0) return [];
    const more = added.length - mostWarnings;
    const lines = [
      `${codeSpan(name)} adds ${count(added.length, 'build warning')}:`,
      '',
      ...added
        .slice(0, mostWarnings)
        .map(({ file, line, text }) => `- ${codeSpan(`${file}:${line}`, 160)} ${inlineMarkdown(text, 300)}`),
      ...(more > 0 ? [`- … and ${more} more`] : []),
    ];
    return [{ text: lines.join('\n'), rank }];
  });
}

export function repeatLines(verdict: VerdictRecord, { runUrl, runName }: CommentFacts): string[] {
  const cell = worthRepeating(verdict);
  const artefacts =
    runUrl === undefined
      ? `Report and artefacts: ${codeSpan(runName)}`
      : `[Report and artefacts](${runUrl}) of ${codeSpan(runName)}`;
  if (cell === undefined) return [`${artefacts}.`];
  return [`${artefacts}. To repeat a cell exactly:`, '', codeBlock(cell.repeat, 1000).trimEnd()];
}
