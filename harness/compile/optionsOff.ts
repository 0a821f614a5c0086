import { basename } from 'node:path';
import type { Warning } from '../records/run/build.ts';
import type { FileDiff } from '../series/diff/diff.ts';
import type { Patch } from '../series/forms/patch.ts';
import { parseConfig } from './configure.ts';

/**
 * Options that a series adds, and that are off in what was built: everything that no fragment names is, and a series
 * of which nothing is compiled looks as good as its base. Places are those of the patch that adds the option.
 * @param config the text of the .config
 */
export function optionsOff(patches: readonly Pick<Patch, 'parsed'>[], config: string): Warning[] {
  const set = parseConfig(config);
  const added = patches.flatMap(({ parsed }) => parsed.files.flatMap(optionsAdded));
  const off = added.filter(({ option }) => !set.has(option));
  return [...new Map(off.map((one) => [one.option, one])).values()].map(({ option, file, line }) => ({
    file,
    line,
    text: `CONFIG_${option} is new and off, and so is what depends on it: to judge that, set it in a fragment of the suite`,
  }));
}

function optionsAdded({ newName: file, hunks }: FileDiff): { option: string; file: string; line: number }[] {
  if (file === undefined || !basename(file).startsWith('Kconfig')) return [];
  return hunks.flatMap(({ header, lines }) => {
    const start = Number(/^@@ -\S+ \+(\d+)/.exec(header)?.[1]);
    const kept = lines.filter((line) => !line.startsWith('-') && !line.startsWith('\\'));
    return kept.flatMap((line, index) => {
      const option = /^\+(?:menu)?config\s+(\w+)/.exec(line)?.[1];
      return option === undefined ? [] : [{ option, file, line: start + index }];
    });
  });
}
