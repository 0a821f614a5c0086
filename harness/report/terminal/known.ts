import type { VerdictRecord } from '../../records/run/verdict.ts';
import { neutralLine } from '../../text/neutral.ts';
import { wrapTo } from '../../text/width.ts';
import type { Style } from './style.ts';

/** What was seen and is no failure, what that leaves unseen, and which entries were about nothing. */
export function knownNotes(verdict: VerdictRecord): string[] {
  const unused = verdict.known.filter(({ reports }) => reports === 0);
  return [
    ...appliedLine(verdict),
    ...silenceLine(verdict),
    ...unused.map(
      ({ where, pattern, fingerprint }) => `Note: ${where}: nothing in this run was "${pattern ?? fingerprint}"`,
    ),
  ];
}

/** The same for a terminal, neutralised. */
export function knownLines(verdict: VerdictRecord, style: Style, width: number): string[] {
  return knownNotes(verdict).flatMap((line) =>
    wrapTo(neutralLine(line), width - 4).map((part, index) =>
      style.paint('dim', `${index === 0 ? '  ' : '    '}${part}`),
    ),
  );
}

function appliedLine({ known }: VerdictRecord): string[] {
  const applied = known.filter(({ reports }) => reports > 0);
  if (applied.length === 0) return [];
  const all = applied.map(
    ({ where, reports, cells }) => `${where} (${count(reports, 'report')} in ${count(cells, 'cell')})`,
  );
  return [`Known issues, not counted as failures: ${all.join(', ')}`];
}

/** A report that is no failure may still keep the next one from being made. */
function silenceLine({ cells }: VerdictRecord): string[] {
  const silenced = cells
    .map(({ known = [] }) => known.flatMap((each) => each.silenced))
    .filter((all) => all.length > 0);
  if (silenced.length === 0) return [];
  const names = [...new Set(silenced.flat())].join(' and ');
  return [`Behind known issues the kernel has switched ${names} off, in ${count(silenced.length, 'cell')}`];
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
