import { neutralLine, neutralText } from '../../lib/neutral.ts';
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

/** What the compiler said about lines of the trees: errors first, then the warnings that candidates add. */
export function lineNotes(verdict: VerdictRecord): LineNote[] {
  const names = treesOf(verdict);
  return [...names.flatMap((name) => errors(verdict, name)), ...names.flatMap((name) => warnings(verdict, name))].slice(
    0,
    mostNotes,
  );
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
