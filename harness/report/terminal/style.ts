import type { CellStatus, VerdictWord } from '../../records/run/verdict.ts';

export type Tone = 'plain' | 'bold' | 'dim' | 'good' | 'bad' | 'caution';

/** SGR parameters (ECMA-48 8.3.117). The 16 colours of the user's own theme, never fixed ones. */
const parameters: Readonly<Record<Tone, string>> = {
  plain: '',
  bold: '1',
  dim: '2',
  good: '32',
  bad: '31',
  caution: '33',
};

export interface Style {
  paint(tone: Tone, text: string): string;
  glyph(status: CellStatus): string;
  rule: string;
  dot: string;
}

export const glyphs: Readonly<Record<CellStatus, { unicode: string; ascii: string }>> = {
  pass: { unicode: '✓', ascii: '+' },
  fail: { unicode: '✗', ascii: 'x' },
  refused: { unicode: '⊘', ascii: '/' },
  invalid: { unicode: '?', ascii: '?' },
  lost: { unicode: '–', ascii: '-' },
};

export function styleFor({ colour, unicode }: { colour: boolean; unicode: boolean }): Style {
  return {
    paint: (tone, text) =>
      colour && parameters[tone] !== '' && text !== '' ? `\u001b[${parameters[tone]}m${text}\u001b[0m` : text,
    glyph: (status) => glyphs[status][unicode ? 'unicode' : 'ascii'],
    rule: unicode ? '─' : '-',
    dot: unicode ? '·' : '-',
  };
}

export const statusTones: Readonly<Record<CellStatus, Tone>> = {
  pass: 'good',
  fail: 'bad',
  refused: 'caution',
  invalid: 'caution',
  lost: 'dim',
};

/** What did not change is quiet; the eye goes to what did. */
export const verdictTones: Readonly<Record<VerdictWord, Tone>> = {
  fixed: 'good',
  regressed: 'bad',
  'unchanged-good': 'dim',
  'unchanged-bad': 'dim',
  refused: 'caution',
  invalid: 'caution',
  inconclusive: 'caution',
};
