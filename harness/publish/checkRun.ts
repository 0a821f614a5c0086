import type { CheckRun } from './github.ts';
import { compareMarks, isSame, type Mark, markSchema } from './mark.ts';

/** Something said about a line of the repository's files. */
export interface Annotation {
  path: string;
  line: number;
  level: 'notice' | 'warning' | 'failure';
  title: string;
  message: string;
}

export interface CheckRunContent {
  /** What the list of checks shows. */
  name: string;
  conclusion: 'success' | 'failure' | 'action_required';
  /** One line. */
  title: string;
  /** Markdown. */
  summary: string;
  annotations: readonly Annotation[];
  detailsUrl: string | undefined;
}

/** GitHub takes no more annotations in one request (docs.github.com, "Create a check run"). */
export const mostAnnotations = 50;

/** Check runs have a field for what their maker knows them by; no HTML comment is needed there. */
export const externalIdOf = ({ at, run, digest }: Mark): string => `pinproof:1 ${at} ${run} ${digest}`;

function markOf(externalId: string, { suite, head }: Mark): Mark | undefined {
  const [form, at, run, digest] = externalId.split(' ');
  return form === 'pinproof:1' ? markSchema.safeParse({ suite, head, at, run, digest }).data : undefined;
}

export type CheckStep =
  | { do: 'create' }
  /** From the annotation with this index on: requests add to those that are there. */
  | { do: 'continue'; id: number; from: number }
  | { do: 'nothing'; why: 'same' | 'newer' };

/**
 * A check run is never changed to say something else, for annotations cannot be taken away: another run, or another
 * verdict on the same run, makes another one, and GitHub shows the latest of a name.
 * @param found those of the head commit and our name
 * @param login who the token is; an app's is its slug with "[bot]"
 */
export function nextCheckStep(ours: Mark, found: readonly CheckRun[], login: string): CheckStep {
  const own = found
    .filter(({ app }) => app !== undefined && `${app}[bot]` === login)
    .flatMap((run) => {
      const mark = markOf(run.externalId, ours);
      return mark === undefined ? [] : [{ ...run, mark }];
    });
  if (own.some(({ mark }) => compareMarks(ours, mark, ours.head) < 0)) return { do: 'nothing', why: 'newer' };
  const same = own.find(({ mark }) => isSame(ours, mark));
  if (same === undefined) return { do: 'create' };
  return same.completed ? { do: 'nothing', why: 'same' } : { do: 'continue', id: same.id, from: same.annotations };
}

/** What to send with the annotations from `from` on; the last of several requests completes the check run. */
export function payloadFrom(content: CheckRunContent, mark: Mark, from: number): object {
  const { name, conclusion, title, summary, annotations, detailsUrl } = content;
  const batch = annotations.slice(from, from + mostAnnotations);
  const last = from + batch.length >= annotations.length;
  return {
    name,
    head_sha: mark.head,
    external_id: externalIdOf(mark),
    ...(detailsUrl !== undefined && { details_url: detailsUrl }),
    ...(last ? { status: 'completed', conclusion } : { status: 'in_progress' }),
    output: {
      title,
      summary,
      annotations: batch.map(({ path, line, level, title, message }) => ({
        path,
        start_line: line,
        end_line: line,
        annotation_level: level,
        title,
        message,
      })),
    },
  };
}
