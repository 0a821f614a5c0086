import { neutralLine, neutralText } from '../../lib/neutral.ts';
import { siteIdOf, treeOf } from '../../records/runs.ts';
import type { VerdictRecord } from '../../records/verdict.ts';
import { treesOf } from '../sites.ts';
import { failedStageWords } from '../words.ts';

/** Something to be shown beside a line of the changed files. */
export interface LineNote {
  path: string;
  line: number;
  level: 'warning' | 'failure';
  title: string;
  message: string;
}

/** More nobody reads; all are in build.json. */
const mostNotes = 250;
/** Named in one of them. */
const mostSites = 10;

/**
 * What is known of lines of the trees: the compiler's errors, the places of kernel reports that made a cell regress, then
 * the warnings that candidates add.
 */
export function lineNotes(verdict: VerdictRecord): LineNote[] {
  const names = treesOf(verdict);
  return [
    ...names.flatMap((name) => errors(verdict, name)),
    ...names.flatMap((name) => reports(verdict, name)),
    ...names.flatMap((name) => warnings(verdict, name)),
  ].slice(0, mostNotes);
}

/** One for each line and report, with the sites where it was seen. */
function reports(verdict: VerdictRecord, name: string): LineNote[] {
  const regressed = new Set(
    verdict.comparisons.flatMap(({ candidate, cell, verdict: word }) =>
      candidate === name && word === 'regressed' ? [cell] : [],
    ),
  );
  const seen = verdict.cells
    .filter(({ id }) => treeOf(id) === name && regressed.has(siteIdOf(id)))
    .flatMap(({ id, failures }) => failures.map(({ detail, line }) => ({ site: siteIdOf(id), detail, line })));
  const groups = Map.groupBy(seen, ({ detail, line }) => `${line}\n${detail}`);
  return [...groups.values()].flatMap((members): LineNote[] => {
    const { detail = '', line = '' } = members[0] ?? {};
    const [, path, number] = /^(.+):(\d+)$/.exec(line) ?? [];
    if (path === undefined || Number(number) < 1) return [];
    const sites = [...new Set(members.map(({ site }) => site))];
    const more = sites.length > mostSites ? `\nand ${sites.length - mostSites} more` : '';
    return [
      {
        path: neutralLine(path),
        line: Number(number),
        level: 'failure',
        title: `${name}: a kernel report where something regressed`,
        message: neutralText(`${detail}\n${sites.slice(0, mostSites).join('\n')}${more}`),
      },
    ];
  });
}

function errors(verdict: VerdictRecord, name: string): LineNote[] {
  const failure = verdict.trees[name]?.failure;
  // As build/make.ts words it.
  const [, path, line] = /^([\w./+-]+):(\d+): /.exec(failure?.message ?? '') ?? [];
  if (failure === undefined || path === undefined) return [];
  const title = `${name} ${failedStageWords[failure.stage]}`;
  return [{ path, line: Number(line), level: 'failure', title, message: neutralText(failure.message).slice(0, 4000) }];
}

function warnings(verdict: VerdictRecord, name: string): LineNote[] {
  return (verdict.trees[name]?.addedWarnings ?? []).map(({ file, line, text }) => ({
    path: neutralLine(file),
    line: Math.max(1, line),
    level: 'warning',
    title: `${name} adds a compiler warning`,
    message: neutralLine(text),
  }));
}
