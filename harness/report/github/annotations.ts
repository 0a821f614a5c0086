import type { FailedTree } from '../../records/run/build.ts';
import type { VerdictRecord } from '../../records/run/verdict.ts';
import { neutralLine } from '../../text/neutral.ts';
import { buildSuite, type Case, suitesOf } from '../machines/cases.ts';
import { treesOf } from '../sites.ts';
import { count, failedStageWords } from '../words.ts';
import { type Annotation, annotationCommand } from './commands.ts';

/** What GitHub shows of a step, a level; it drops the others without a word. */
const mostOfLevel = 10;

/** Whose words to annotate, beside the verdict's: where a problem matcher has seen the compiler's, they are annotated. */
export interface Compiler {
  matched: boolean;
}

/** A verdict as annotations, ten errors and ten warnings at most, the gravest first; a line each, with a newline. */
export const renderAnnotations = (verdict: VerdictRecord, compiler: Compiler = { matched: false }): string =>
  commandLines(annotationsOf(verdict, compiler));

/** All that a verdict has to say of trees and lines. */
export function annotationsOf(verdict: VerdictRecord, { matched }: Compiler = { matched: false }): Annotation[] {
  const failures = Object.entries(verdict.trees).flatMap(([name, { failure }]): [string, FailedTree][] =>
    failure === undefined ? [] : [[name, failure]],
  );
  const warnings = matched ? [] : warningAnnotations(verdict);
  return [...failedTrees(failures, matched), ...caseAnnotations(verdict), ...warnings];
}

/** The same, of trees that came to no verdict. */
export const renderFailedTrees = (failures: Readonly<Record<string, FailedTree>>, { matched }: Compiler): string =>
  commandLines(failedTrees(Object.entries(failures), matched));

function failedTrees(failures: readonly [string, FailedTree][], matched: boolean): Annotation[] {
  return failures.flatMap(([name, { stage, message, at }]): Annotation[] =>
    matched && at !== undefined
      ? []
      : [{ level: 'error', title: `pinproof: ${name} ${failedStageWords[stage]}`, message, ...at }],
  );
}

function commandLines(all: readonly Annotation[]): string {
  const kept = (['error', 'warning'] as const).flatMap((level) => within(all.filter((each) => each.level === level)));
  return kept.map((each) => `${annotationCommand(each)}\n`).join('');
}

function within(all: readonly Annotation[]): readonly Annotation[] {
  const [first] = all;
  if (first === undefined || all.length <= mostOfLevel) return all;
  const left = all.length - mostOfLevel + 1;
  const message = `${left} more are in the job summary and in the run's own files.`;
  return [
    ...all.slice(0, mostOfLevel - 1),
    { level: first.level, title: `pinproof: ${count(left, 'more finding')}`, message },
  ];
}

/** Cells of a tree and workload that say the same share an annotation: ten annotations are soon used up. */
function caseAnnotations(verdict: VerdictRecord): Annotation[] {
  const found = suitesOf(verdict).flatMap(({ tree, place, cases }) =>
    tree === buildSuite || verdict.trees[tree]?.failure !== undefined
      ? []
      : cases
          .filter(({ outcome }) => outcome === 'failed' || outcome === 'error')
          .map((one) => ({ tree, place, one, what: `${tree}: ${subjectOf(one)}` })),
  );
  const groups = [
    ...Map.groupBy(found, ({ what, one }) =>
      [what, one.outcome, one.word, one.why, one.at?.file, one.at?.line].join('\n'),
    ).values(),
  ];
  return groups.flatMap((members): Annotation[] => {
    const [first] = members;
    if (first === undefined) return [];
    const { what, one } = first;
    const places = [...new Set(members.flatMap(({ place }) => place ?? []))];
    return [
      {
        level: one.outcome === 'failed' ? 'error' : 'warning',
        title: `pinproof: ${what}: ${one.word}`,
        message: [`${places.length === 0 ? '' : `${places.join(', ')}: `}${one.why}`, ...one.details].join('\n'),
        ...one.at,
      },
    ];
  });
}

/** The workload, without its seed. */
const subjectOf = ({ name }: Case): string => name.split('/')[0] ?? name;

function warningAnnotations(verdict: VerdictRecord): Annotation[] {
  return treesOf(verdict).flatMap((name) =>
    (verdict.trees[name]?.addedWarnings ?? []).map(
      ({ file, line, text }): Annotation => ({
        level: 'warning',
        title: `pinproof: ${name} adds a build warning`,
        message: neutralLine(text),
        file,
        line,
      }),
    ),
  );
}
