import type { CheckedPatch, CheckedSeries, SeriesRecord } from '../../records/outputs/checkedSeries.ts';
import type { Warning } from '../../records/run/build.ts';
import { neutralLine, neutralText } from '../../text/neutral.ts';
import { padTo } from '../../text/width.ts';
import { type Style, styleFor } from '../terminal/style.ts';

const failedWords = { apply: 'does not apply', config: 'does not configure', build: 'does not build' } as const;

/** What became of each patch, for people. Ends with a newline. */
export function renderSeries(record: SeriesRecord, options: { colour: boolean; unicode: boolean }): string {
  const style = styleFor(options);
  const parts = Object.entries(record.candidates).map(([name, series]) => renderCandidate(name, series, style));
  return `${style.paint('bold', `pinproof ${style.dot} ${record.name}`)}\n\n${parts.join('\n\n')}\n`;
}

function renderCandidate(name: string, { base, patches }: CheckedSeries, style: Style): string {
  const digits = String(patches.length).length;
  const words = Math.max(...patches.map((patch) => wordOf(patch).length));
  const rows = patches.flatMap((patch) => [
    [
      `  ${String(patch.number).padStart(digits)}`,
      style.paint(toneOf(patch), `${style.glyph(glyphOf(patch))} ${padTo(wordOf(patch), words)}`),
      neutralLine(patch.subject, 72),
    ].join('  '),
    ...detailsOf(patch).map((line) => `  ${' '.repeat(digits)}    ${line}`.trimEnd()),
  ]);
  const on = style.paint('dim', `on ${neutralLine(base.label)}, ${neutralLine(base.release)}`);
  return [`  ${style.paint('bold', name)}, ${on}`, '', ...rows, '', `  ${summary(patches)}`].join('\n');
}

function wordOf(patch: CheckedPatch): string {
  if (patch.outcome === 'failed') return failedWords[patch.stage];
  if (patch.outcome === 'untried') return 'not tried';
  return patch.addedWarnings.length > 0 ? counted(patch.addedWarnings.length, 'new warning') : 'builds';
}

const glyphOf = (patch: CheckedPatch): 'pass' | 'fail' | 'lost' =>
  patch.outcome === 'untried' ? 'lost' : patch.outcome === 'failed' || patch.addedWarnings.length > 0 ? 'fail' : 'pass';

const toneOf = (patch: CheckedPatch): 'good' | 'bad' | 'dim' =>
  patch.outcome === 'untried' ? 'dim' : glyphOf(patch) === 'pass' ? 'good' : 'bad';

function detailsOf(patch: CheckedPatch): string[] {
  if (patch.outcome === 'failed') return neutralText(patch.message).split('\n');
  if (patch.outcome === 'untried') return [];
  const blamed = patch.against === patch.number - 1 ? '' : ` (this patch, or one since patch ${patch.against})`;
  return [
    ...patch.addedWarnings.map((warning) => `+ ${describe(warning)}${blamed}`),
    ...patch.goneWarnings.map((warning) => `- ${describe(warning)}${blamed}`),
  ];
}

const describe = ({ file, line, text }: Warning): string => neutralLine(`${file}:${line}: ${text}`, 160);

function summary(patches: readonly CheckedPatch[]): string {
  const built = patches.filter(({ outcome }) => outcome === 'built').length;
  const warnings = patches.reduce((sum, each) => sum + (each.outcome === 'built' ? each.addedWarnings.length : 0), 0);
  const all =
    built === patches.length
      ? `Each of ${counted(patches.length, 'patch', 'patches')} builds`
      : `${built} of ${counted(patches.length, 'patch', 'patches')} build`;
  return `${all}; ${warnings === 0 ? 'none brings a warning' : counted(warnings, 'new warning')}`;
}

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
