import { neutralLine, neutralText } from '../lib/neutral.ts';
import { withSources } from '../lib/symbols/annotate.ts';
import { guiltyLine } from '../lib/symbols/guilty.ts';
import type { ConsoleObservation, Splat } from '../records/observation.ts';
import type { ParsedConsoles } from '../records/parsed.ts';
import { type Style, styleFor } from './style.ts';

/** What `pinproof parse` knows of one file. */
export interface ParsedConsole {
  file: string;
  observations: readonly ConsoleObservation[];
}

/** The machine-readable form. The text is as the kernel wrote it, escape sequences taken out. */
export function parsedAsJson(consoles: readonly ParsedConsole[]): ParsedConsoles {
  return consoles.map(({ file, observations }) => ({
    file,
    reports: observations.flatMap((each) => {
      if (each.type !== 'splat') return [];
      const { type: _type, ...report } = each;
      return [report];
    }),
  }));
}

/** For people: each report with where it stands, then what else the log says. Ends with a newline. */
export function renderParsed(
  consoles: readonly ParsedConsole[],
  options: { colour: boolean; unicode: boolean; text?: boolean },
): string {
  const style = styleFor(options);
  return consoles.map((each) => `${renderOne(each, style, options.text ?? true)}\n`).join('\n');
}

function renderOne({ file, observations }: ParsedConsole, style: Style, text: boolean): string {
  const splats = observations.filter((each): each is Splat => each.type === 'splat');
  const others = observations.flatMap(describeOther);
  if (splats.length === 0 && others.length === 0) return `${file}: no kernel bug report found`;
  return [
    ...splats.flatMap((splat) => renderSplat(file, splat, style, text)),
    ...(others.length === 0 ? [] : [style.paint('bold', `${file}: also in the log`), ...others]),
  ].join('\n');
}

function renderSplat(file: string, splat: Splat, style: Style, text: boolean): string[] {
  const cut = splat.truncated ? style.paint('caution', ' (truncated)') : '';
  const line = guiltyLine(splat);
  const source = line === undefined ? '' : style.paint('dim', ` (${neutralLine(line)})`);
  return [
    `${style.paint('dim', `${file}:${splat.firstLine}:`)} ${style.paint('bold', neutralLine(splat.title))}${source}${cut}`,
    style.paint('dim', `  ${factsOf(splat).join(', ')}`),
    ...(text
      ? [
          ...neutralText(withSources(splat.text, splat.locations))
            .split('\n')
            .map((line) => `  ${line}`.trimEnd()),
          '',
        ]
      : []),
  ];
}

/** What it is, whose it was, where it stands, and how it is known again. */
function factsOf({ kind, class: means, task, firstLine, lastLine, fingerprint }: Splat): string[] {
  return [
    means === kind ? kind : `${kind} (${means})`,
    ...(task === undefined ? [] : [`${neutralLine(task.name)}:${task.pid}`]),
    `lines ${firstLine} to ${lastLine}`,
    `fingerprint ${fingerprint}`,
  ];
}

function describeOther(each: ConsoleObservation): string[] {
  switch (each.type) {
    case 'splat':
      return [];
    case 'integrity':
      return [`  ${each.count} x ${each.tag} tag, by ${each.by}: ${neutralLine(each.first, 160)}`];
    case 'log':
      return [`  ${each.count} x ${each.kind}: ${neutralLine(each.first, 160)}`];
    case 'suppressed':
      return [`  ${each.count} messages suppressed by the kernel: the counts are lower bounds`];
  }
}
