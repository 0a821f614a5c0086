import { inputError } from '../lib/errors.ts';
import { suggestion } from '../lib/yamlFile.ts';
import { readCatalogue } from '../plan/catalogue.ts';
import { failureKinds } from '../records/failureKinds.ts';

/** `pinproof list`: what a suite may name, and what is looked for. */
export async function list(what: string | undefined): Promise<void> {
  const { workloads, filesystems, devices } = await readCatalogue();
  const all: Record<string, () => string[][]> = {
    workloads: () =>
      Object.values(workloads).flatMap(({ name, summary, parameters }) => [
        [name, summary],
        ...Object.entries(parameters).map(([key, { default: value, help }]) => [`  ${key}=${value}`, help]),
      ]),
    filesystems: () => Object.entries(filesystems).map(([name, { summary }]) => [name, summary]),
    devices: () => Object.entries(devices).map(([name, { summary }]) => [name, summary]),
    detectors: () =>
      Object.entries(failureKinds).map(([kind, { words, gravity }]) => [
        kind,
        `${gravity}${words === undefined ? '' : `: ${words.replace(/[{}]/g, '')}`}`,
      ]),
  };
  if (what !== undefined && !(what in all)) {
    throw inputError({ what: `there is no list of "${what}"`, ...suggestion(what, Object.keys(all)) });
  }
  const shown = what === undefined ? Object.keys(all) : [what];
  const blocks = shown.map((name) => `${name}\n${table(all[name]?.() ?? [])}`);
  console.log(blocks.join('\n\n'));
}

function table(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([first = '']) => first.length));
  return rows.map(([first = '', second = '']) => `  ${first.padEnd(width)}  ${second}`).join('\n');
}
