import type { VerdictRecord } from '../../records/run/verdict.ts';
import { neutralLine, neutralText } from '../../text/neutral.ts';
import { annotationsOf } from '../github/annotations.ts';

/** Something to be shown beside a line of the changed files. */
export interface LineNote {
  path: string;
  line: number;
  level: 'warning' | 'failure';
  title: string;
  message: string;
}

/** More nobody reads; all are in the run's own files. */
const mostNotes = 250;

/** What is known of lines of the trees: errors first, then warnings. What is of no line stands in the comment. */
export function lineNotes(verdict: VerdictRecord): LineNote[] {
  const notes = annotationsOf(verdict).flatMap(({ level, title, message, file, line }): LineNote[] =>
    file === undefined || line === undefined
      ? []
      : [
          {
            path: neutralLine(file),
            line: Math.max(1, line),
            level: level === 'error' ? 'failure' : 'warning',
            title: neutralLine(title, 200),
            message: neutralText(message).slice(0, 4000),
          },
        ],
  );
  const [errors, warnings] = (['failure', 'warning'] as const).map((level) =>
    notes.filter((note) => note.level === level),
  );
  return [...(errors ?? []), ...(warnings ?? [])].slice(0, mostNotes);
}
