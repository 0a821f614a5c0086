import type { ConsoleObservation, Splat } from '../../records/run/observation.ts';
import { withSources } from '../../symbols/annotate.ts';
import { guiltyLine } from '../../symbols/guilty.ts';
import { neutralLine, neutralText } from '../../text/neutral.ts';
import { type Style, styleFor } from '../terminal/style.ts';

/** What `pinproof parse` prints, piece by piece, so that a report is out before its console is over. */
export interface ParseOutput {
  begin(): string;
  beginFile(file: string): string;
  report(splat: Splat): string;
  /**
   * @param rest what else the log says; its splats were printed before.
   * @param whole false where reading failed in the middle.
   */
  endFile(rest: readonly ConsoleObservation[], whole: boolean): string;
  end(): string;
}

/**
 * The machine-readable form: an array of `{file, reports}`, each report a splat without its `type`. The text is as the
 * kernel wrote it, escape sequences taken out.
 */
export class JsonOutput implements ParseOutput {
  #files = 0;
  #reports = 0;

  begin(): string {
    return '[';
  }

  beginFile(file: string): string {
    this.#reports = 0;
    this.#files += 1;
    return `${this.#files > 1 ? ',' : ''}\n  {\n    "file": ${JSON.stringify(file)},\n    "reports": [`;
  }

  report({ type: _type, ...report }: Splat): string {
    this.#reports += 1;
    const json = JSON.stringify(report, null, 2).replaceAll('\n', '\n      ');
    return `${this.#reports > 1 ? ',' : ''}\n      ${json}`;
  }

  endFile(): string {
    return `${this.#reports > 0 ? '\n    ' : ''}]\n  }`;
  }

  end(): string {
    return `${this.#files > 0 ? '\n' : ''}]\n`;
  }
}

/** For people: each report with where it stands, then what else the log says. */
export class TextOutput implements ParseOutput {
  readonly #style: Style;
  #file = '';
  #files = 0;
  #reports = 0;

  constructor(abilities: { colour: boolean; unicode: boolean }) {
    this.#style = styleFor(abilities);
  }

  begin(): string {
    return '';
  }

  beginFile(file: string): string {
    this.#file = file;
    this.#reports = 0;
    this.#files += 1;
    return this.#files > 1 ? '\n' : '';
  }

  report(splat: Splat): string {
    this.#reports += 1;
    const style = this.#style;
    const cut = splat.truncated ? style.paint('caution', ' (truncated)') : '';
    const line = guiltyLine(splat);
    const source = line === undefined ? '' : style.paint('dim', ` (${neutralLine(line)})`);
    const lines = [
      `${style.paint('dim', `${this.#file}:${splat.firstLine}:`)} ${style.paint('bold', neutralLine(splat.title))}${source}${cut}`,
      style.paint('dim', `  ${factsOf(splat).join(', ')}`),
      ...neutralText(withSources(splat.text, splat.locations))
        .split('\n')
        .map((line) => `  ${line}`.trimEnd()),
    ];
    return `${lines.join('\n')}\n\n`;
  }

  endFile(rest: readonly ConsoleObservation[], whole: boolean): string {
    const others = rest.flatMap(describe);
    if (others.length === 0) return this.#reports > 0 || !whole ? '' : `${this.#file}: no kernel bug report found\n`;
    const head = this.#style.paint('bold', `${this.#file}: also in the log`);
    return `${[head, ...others].join('\n')}\n`;
  }

  end(): string {
    return '';
  }
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

function describe(each: ConsoleObservation): string[] {
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
