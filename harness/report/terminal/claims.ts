import type { VerdictRecord } from '../../records/run/verdict.ts';
import { neutralLine } from '../../text/neutral.ts';
import { wrapTo } from '../../text/width.ts';
import { claimWords } from '../words.ts';
import type { Style } from './style.ts';

export interface ClaimNote {
  text: string;
  refuted: boolean;
}

/** What became of each candidate's claims; those that are refuted in words. */
export function claimNotes({ claims = [] }: VerdictRecord): ClaimNote[] {
  return [...Map.groupBy(claims, ({ candidate }) => candidate)].flatMap(([candidate, all]) => {
    const counts = [...Map.groupBy(all, ({ outcome }) => outcome)].map(
      ([outcome, { length }]) => `${length} ${claimWords[outcome].text}`,
    );
    const refuted = all.filter(({ outcome }) => outcome === 'refuted');
    return [
      { text: `Claims of ${candidate}: ${counts.join(', ')}`, refuted: false },
      ...refuted.map(({ text, why }) => ({ text: `Refuted: ${candidate} claims that ${text}; ${why}`, refuted: true })),
    ];
  });
}

/** The same for a terminal, neutralised. */
export function claimLines(verdict: VerdictRecord, style: Style, width: number): string[] {
  return claimNotes(verdict).flatMap(({ text, refuted }) =>
    wrapTo(neutralLine(text, 500), width - 4).map((part, index) =>
      style.paint(refuted ? 'bad' : 'dim', `${index === 0 ? '  ' : '    '}${part}`),
    ),
  );
}
