import type { Novelty } from '../../records/outputs/history.ts';
import { wrapTo } from '../../text/width.ts';
import type { Style, Tone } from './style.ts';

/**
 * What is new, in one line: `History: 2 failing cells are new (...); 9 were first seen 3 days ago; 1 is flaky (...)`.
 * None where nothing fails that was ever judged before. An alarm has a line of its own.
 */
export function noveltyLines(novelty: Novelty, width: number, style: Style): string[] {
  const { flaky, first, fresh, known } = novelty;
  const parts = [
    ...(fresh.length > 0 ? [`${are(fresh, 'new')} (${named(fresh)})`] : []),
    ...(known.length > 0 ? [`${were(known, 'first seen')} ${ages(novelty)} ago`] : []),
    ...(flaky.length > 0 ? [`${are(flaky, 'flaky')} (${named(flaky)})`] : []),
    ...(first.length > 0 ? [were(first, 'never judged before')] : []),
  ];
  const onlyFirst = fresh.length + known.length + flaky.length === 0;
  const text = onlyFirst ? '' : `History, failing cells: ${parts.join('; ')}`;
  return [
    ...lines(text, fresh.length > 0 ? 'caution' : 'dim', width, style),
    ...lines(alarmIn(novelty), 'bad', width, style),
  ];
}

function alarmIn({ alarms, at }: Novelty): string {
  const [alarm] = alarms;
  if (alarm === undefined) return '';
  const cells = `${alarms.length} cell${alarms.length === 1 ? '' : 's'} (${named(alarms.map(({ cell }) => cell))})`;
  const when = `in run ${alarm.run}, ${age(at, alarm.started)} ago`;
  return `Not exact: ${cells} said something else ${when}, though kernel, parameters and QEMU are the same: no difference between trees can be trusted`;
}

function lines(text: string, tone: Tone, width: number, style: Style): string[] {
  return text === '' ? [] : wrapTo(text, width - 2).map((line) => `  ${style.paint(tone, line)}`);
}

const are = ({ length }: readonly unknown[], what: string): string =>
  `${length} ${length === 1 ? 'is' : 'are'} ${what}`;
const were = ({ length }: readonly unknown[], what: string): string =>
  `${length} ${length === 1 ? 'was' : 'were'} ${what}`;

/** The first of them: all are in the history. */
function named([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

/** `3 days`, or `2 hours to 3 days` */
function ages({ known, at }: Novelty): string {
  const sorted = known.map(({ since }) => since).toSorted();
  const [oldest, youngest] = [age(at, sorted[0] ?? at), age(at, sorted.at(-1) ?? at)];
  return oldest === youngest ? oldest : `${youngest} to ${oldest}`;
}

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** `3 days`: whole ones of the largest unit, of the time between two dates. */
export function age(now: string, then: string): string {
  const seconds = (Date.parse(now) - Date.parse(then)) / 1000;
  const [unit, size] = units.find(([, each]) => seconds >= each) ?? ['minute', 60];
  const count = Math.max(1, Math.floor(seconds / size));
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
