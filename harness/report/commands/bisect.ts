import type { BisectRecord, BisectSide, BisectStep } from '../../records/outputs/bisect.ts';
import { neutralLine } from '../../text/neutral.ts';
import { padTo } from '../../text/width.ts';
import { type Style, styleFor, type Tone } from '../terminal/style.ts';

const sideTones: Readonly<Record<BisectSide, Tone>> = { old: 'dim', new: 'bold', untestable: 'caution' };

/** How a bisection went, for people. Ends with a newline. */
export function renderBisect(
  record: BisectRecord,
  options: { colour: boolean; unicode: boolean; runFolder: string },
): string {
  const style = styleFor(options);
  const { name, cell, candidate, base, whole, patches, others } = record;
  const width = Math.max(4, candidate.length);
  const lines = [
    style.paint('bold', `pinproof ${style.dot} ${name}`),
    '',
    `  ${padTo('cell', width)}  ${cell}${others.length > 0 ? style.paint('dim', ` (${others.length} more differ: --cell chooses)`) : ''}`,
    `  ${padTo('base', width)}  ${neutralLine(base.what, 160)}`,
    `  ${padTo(candidate, width)}  ${neutralLine(whole.what, 160)}`,
    '',
    ...stepLines(record, style),
    '',
    ...answer(record, style).map((line) => `  ${line}`),
    '',
    `  artefacts  ${options.runFolder}`,
    `  patches    ${patches.length}, of which ${countTested(record)} tried`,
  ];
  return `${lines.join('\n')}\n`;
}

const countTested = ({ steps }: BisectRecord): number => new Set(steps.map(({ patches }) => patches)).size;

/** By number of patches, not in the order of the search: so it is seen where it changes. */
function stepLines({ steps, patches }: BisectRecord, style: Style): string[] {
  const digits = String(patches.length).length;
  return steps
    .toSorted((a, b) => a.patches - b.patches)
    .flatMap(({ patches: count, side, what }) => [
      `  ${String(count).padStart(digits)}  ${style.paint(sideTones[side], padTo(side, 10))}  ${neutralLine(patches[count - 1]?.subject ?? '', 72)}`,
      `  ${' '.repeat(digits)}  ${' '.repeat(10)}  ${style.paint('dim', neutralLine(what, 160))}`,
    ]);
}

function answer(record: BisectRecord, style: Style): string[] {
  const { suspects = [], patches, base, whole, steps } = record;
  const titles = suspects.flatMap((number) => {
    const patch = patches[number - 1];
    return patch === undefined ? [] : [`${number}  ${neutralLine(patch.subject, 90)}`];
  });
  const [only] = suspects;
  if (only === undefined || suspects.length > 1) {
    return [
      style.paint('caution', `It is one of ${suspects.length} patches; which one cannot be tested:`),
      ...titles.map((title) => `  ${title}`),
    ];
  }
  const { author = '', messageIds: [id] = [] } = patches[only - 1] ?? {};
  const at = (count: number): BisectStep | undefined => steps.findLast((step) => step.patches === count);
  const [without, having] = [at(only - 1) ?? base, at(only) ?? whole];
  return [
    style.paint('bold', `It comes with patch ${titles[0]}`),
    `  by       ${neutralLine(author)}${id === undefined ? '' : `, <${neutralLine(id)}>`}`,
    `  without  ${neutralLine(without.what, 160)}`,
    ...repeatLine(without.repeat),
    `  with     ${neutralLine(having.what, 160)}`,
    ...repeatLine(having.repeat),
  ];
}

const repeatLine = (repeat: string | undefined): string[] => (repeat ? [`           ${repeat}`] : []);
