import { namedDetectors } from '../../judge/detectors/index.ts';
import { failureKinds } from '../../kinds/failureKinds.ts';
import { splatFormats } from '../../kinds/splats/index.ts';
import { type Catalogue, readCatalogue } from '../../suite/catalogue.ts';
import { inputError } from '../../text/errors.ts';
import { suggestion } from '../../text/yaml.ts';

type Row = readonly string[];

const lists: Readonly<Record<string, (catalogue: Catalogue) => Row[]>> = {
  workloads: ({ workloads }) =>
    Object.values(workloads).flatMap(({ name, summary, parameters }) => [
      [name, summary],
      ...Object.entries(parameters).map(([key, parameter]) => [
        `  ${key}=${parameter.default}`,
        'values' in parameter ? `${parameter.help}: ${parameter.values.join(', ')}` : parameter.help,
      ]),
    ]),
  filesystems: ({ filesystems }) => Object.entries(filesystems).map(([name, { summary }]) => [name, summary]),
  devices: ({ devices }) => Object.entries(devices).map(([name, { summary }]) => [name, summary]),
  detectors: () =>
    namedDetectors.flatMap(({ name, summary }) => [
      [name, summary],
      ...Object.entries(failureKinds)
        .filter(([, { detector }]) => detector === name)
        .map(([kind, { words, gravity }]) => [`  ${kind}`, [gravity, sought(kind, words)].filter(Boolean).join(': ')]),
    ]),
};

/** What stands behind a kind of failure: for kernel reports the titles of their formats. */
function sought(kind: string, words: string | undefined): string {
  const [group, name] = kind.split(':');
  if (group === 'splat') {
    const titles = splatFormats
      .filter((format) => format.kind === name)
      .map(({ title }) => title.replace(/\{\w+\}/g, '…'));
    return [...new Set(titles)].slice(0, 3).join('; ');
  }
  return words?.replace(/[{}]/g, '') ?? '';
}

/** `pinproof list`: what a suite may name, and what is looked for. */
export async function list(what: string | undefined): Promise<void> {
  const names = Object.keys(lists);
  if (what !== undefined && !(what in lists)) {
    throw inputError({ what: `there is no list of "${what}"`, ...suggestion(what, names) });
  }
  const catalogue = await readCatalogue();
  const blocks = (what === undefined ? names : [what]).map(
    (name) => `${name}\n${table(lists[name]?.(catalogue) ?? [])}`,
  );
  console.log(blocks.join('\n\n'));
}

function table(rows: readonly Row[]): string {
  const widths = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows
    .map((row) => `  ${row.map((text, column) => text.padEnd(widths(column))).join('  ')}`.trimEnd())
    .join('\n');
}
