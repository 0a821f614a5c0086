import { basename, dirname } from 'node:path';
import { inputError } from '../text/errors.ts';
import { neutralLine } from '../text/neutral.ts';
import type { RunName } from './store.ts';

/**
 * The run that a word means: an id or the name of its folder, or the unambiguous beginning of either; `latest`, or
 * `latest~2` for the second one before it, of those made in one runs folder. Pure.
 * @param runs all that are remembered, the newest first
 * @param runsFolder absolute: where `latest` is looked for
 * @throws input error where it means none, or several
 */
export function resolveRun(word: string, runs: readonly RunName[], runsFolder: string): RunName {
  const [, back] = /^latest(?:~(\d+))?$/.exec(word) ?? [];
  if (word === 'latest' || back !== undefined) {
    const here = runs.filter(({ folder }) => dirname(folder) === runsFolder);
    const run = here[Number(back ?? 0)];
    if (run !== undefined) return run;
    throw inputError({
      what: `there is no ${word}: ${here.length} runs are remembered of this folder`,
      where: runsFolder,
      todo: listsThem,
    });
  }
  const exact = runs.filter(({ id, folder }) => id === word || basename(folder) === word);
  const found =
    exact.length > 0
      ? exact
      : runs.filter(({ id, folder }) => id.startsWith(word) || basename(folder).startsWith(word));
  const [run, ...others] = found;
  if (run !== undefined && others.length === 0) return run;
  if (run === undefined) {
    throw inputError({
      what: `no run is called "${neutralLine(word, 80)}", nor is it the folder of one`,
      todo: listsThem,
    });
  }
  const shown = found.slice(0, 5).map(({ id, folder }) => `${id} ${basename(folder)}`);
  throw inputError({
    what: `"${neutralLine(word, 80)}" may mean ${found.length} runs`,
    why: [...shown, ...(found.length > shown.length ? ['...'] : [])].join('\n'),
    todo: 'say more of its id',
  });
}

const listsThem = 'pinproof history lists the runs; pinproof history add RUN adds one that is not there';
