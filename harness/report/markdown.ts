import { countRuns, statusOfRuns } from '../judge/counts.ts';
import type { FailedTree } from '../records/run/build.ts';
import type { JudgedCell, VerdictRecord } from '../records/run/verdict.ts';
import { isRepeat } from '../store/cellId.ts';
import { codeBlock, codeSpan, inlineMarkdown } from '../text/markdown.ts';
import { groupFindings } from './findingGroups.ts';
import { axesOf, sitesOf, treesOf } from './sites.ts';
import { claimNotes } from './terminal/claims.ts';
import { knownNotes } from './terminal/known.ts';
import { markdownTable, resultRows } from './terminal/resultRows.ts';
import {
  byWeight,
  conclusionWord,
  count,
  failedStageWords,
  talliesOf,
  unconfinedNote,
  worthRepeating,
} from './words.ts';

export interface MarkdownOptions {
  /** Shown as where the artefacts are. */
  runFolder: string;
  /** The most bytes of UTF-8. */
  limit: number;
}

/** Lines; one may hold several that cannot be parted. */
type Section = string[];

/**
 * A verdict in GitHub's Markdown, whole in itself: the job summary. What does not fit the limit is left out from the end,
 * where the least important stands, and a line says so. Ends with a newline.
 */
export function renderMarkdown(verdict: VerdictRecord, { runFolder, limit }: MarkdownOptions): string {
  const head = joined([titleSection(verdict), treeSection(verdict)]);
  const foot = joined([footSection(verdict, runFolder)]);
  const body = [failureSection(verdict), resultSection(verdict), findingSection(verdict), warningSection(verdict)];
  const left = `*What does not fit into ${limit} bytes is left out here, and stands in the run's own files.*`;
  const whole = joined([[head], ...body, [foot]]);
  if (Buffer.byteLength(whole) < limit) return `${whole}\n`;
  const room = limit - Buffer.byteLength(joined([[head], [left], [foot]])) - 3;
  return `${joined([[head], ...cutTo(body, room), [left], [foot]])}\n`;
}

const joined = (sections: readonly Section[]): string =>
  sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');

function cutTo(sections: readonly Section[], room: number): Section[] {
  let left = room;
  return sections.map((lines) => {
    left -= 2;
    const end = lines.findIndex((line) => {
      left -= Buffer.byteLength(line) + 1;
      return left < 0;
    });
    return end === -1 ? lines : lines.slice(0, end);
  });
}

function titleSection(verdict: VerdictRecord): Section {
  return [`## pinproof ${verdict.name}: ${conclusionWord(verdict).text}`, '', talliesOf(verdict)];
}

function treeSection(verdict: VerdictRecord): Section {
  const rows = treesOf(verdict).map((name) => {
    const { title = '', release = '' } = verdict.trees[name] ?? {};
    return [name, inlineMarkdown(title, 200), inlineMarkdown(release, 64)];
  });
  return markdownTable(['tree', '', 'release'], rows);
}

function failureSection({ trees }: VerdictRecord): Section {
  return Object.entries(trees).flatMap(([name, { failure }]) => (failure === undefined ? [] : [failed(name, failure)]));
}

const failed = (name: string, { stage, message }: FailedTree): string =>
  `**${name} ${failedStageWords[stage]}**\n\n${codeBlock(message).trimEnd()}`;

/** Of trees that cannot be had and leave no verdict. Some kilobytes at most. */
export function renderFailedTreesMarkdown(name: string, failures: Readonly<Record<string, FailedTree>>): string {
  const sections = Object.entries(failures).map(([tree, failure]) => [failed(tree, failure)]);
  return `${joined([[`## pinproof ${name}: no verdict`], ...sections])}\n`;
}

/** A row a site, the gravest verdicts first. */
function resultSection(verdict: VerdictRecord): Section {
  const { head, rows } = resultRows(verdict, status);
  const sorted = rows.toSorted(({ comparisons: [a] }, { comparisons: [b] }) => (a && b ? byWeight(a, b) : 0));
  return markdownTable(
    head,
    sorted.map(({ cells }) => cells),
  );
}

/** Of several runs how many failed, of those that count. */
function status(runs: readonly JudgedCell[]): string {
  const [first] = runs;
  const { failures, runs: counted } = countRuns(runs);
  const several = first !== undefined && (isRepeat(first) || runs.length > 1) && counted > 0;
  return several ? `${failures} of ${counted} fail` : statusOfRuns(runs);
}

function findingSection(verdict: VerdictRecord): Section {
  const sites = sitesOf(verdict);
  const view = { sites, trees: treesOf(verdict), axes: axesOf(sites) };
  return groupFindings(verdict, view).flatMap(({ workload, findings }, index) => [
    `${index === 0 ? '' : '\n'}**${workload}**\n`,
    ...findings.map(({ tree, where, finding }) => `- ${tree}, ${where}: ${inlineMarkdown(finding, 1000)}`),
  ]);
}

function warningSection({ trees }: VerdictRecord): Section {
  return Object.entries(trees).flatMap(([name, { addedWarnings }]) =>
    addedWarnings.length === 0
      ? []
      : [
          `**${name} adds ${count(addedWarnings.length, 'build warning')}**\n`,
          ...addedWarnings.map(({ file, line, text }) => `- ${codeSpan(`${file}:${line}`)} ${inlineMarkdown(text)}`),
        ],
  );
}

function footSection(verdict: VerdictRecord, runFolder: string): Section {
  const { cells, different } = verdict.selfCheck;
  const example = worthRepeating(verdict);
  const unconfined = unconfinedNote(verdict);
  const checked =
    different.length === 0
      ? `Self-check: ${count(cells, 'cell')} run twice, byte for byte the same.`
      : `**Self-check failed: ${different.length} of ${cells} cells did not repeat byte for byte, so no difference between trees can be trusted.**`;
  return [
    ...(cells === 0 ? [] : [checked, '']),
    ...claimNotes(verdict).flatMap(({ text }) => [inlineMarkdown(text, 1000), '']),
    ...knownNotes(verdict).flatMap((note) => [inlineMarkdown(note, 1000), '']),
    ...(unconfined === undefined ? [] : [`**${inlineMarkdown(unconfined, 300)}**`, '']),
    `Artefacts: ${codeSpan(runFolder, 1000)}`,
    ...(example === undefined ? [] : ['', `To repeat a cell: ${codeSpan(example.repeat, 1000)}`]),
  ];
}
