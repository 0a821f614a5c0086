import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '../worlds/helpers.ts';

/** What was started by one of these pinproofs and still lives, by the mark that each child inherits. */
export function survivors(world: World, pids: readonly number[]): string[] {
  const marks = pids.map((pid) => `PINPROOF_OWNER=${pid}-`);
  const marked = readdirSync('/proc').filter((name) => {
    try {
      const words = /^\d+$/.test(name) ? readFileSync(`/proc/${name}/environ`, 'latin1').split('\0') : [];
      return words.some((word) => marks.some((mark) => word.startsWith(mark)));
    } catch {
      return false;
    }
  });
  return [...marked.map((pid) => `process ${pid}`), ...world.processes()];
}

/** All that a run which is over must not leave. */
export function leftovers(world: World, pids: readonly number[]): string[] {
  const under = (folder: string): string[] =>
    (readdirSync(join(world.folder, folder), { recursive: true }) as string[]).map((name) => join(folder, name));
  const unfinished = [...under('cache'), ...under('work')].filter(
    (name) => !/^cache\/ccaches?\//.test(name) && /\.part(\/|$)|(^|[/.])lock(\.break)?$|\/(state|ram)$/.test(name),
  );
  // A checkpoint's own state is no leftover.
  const files = unfinished.filter((name) => !/^cache\/checkpoints\/[0-9a-f]+\/state$/.test(name));
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .filter((line) => line.includes(world.folder));
  return [...survivors(world, pids), ...files, ...under('tmp'), ...mounts, ...emptied.flatMap(under)];
}

/** Where something is while a process works, and only then: memories of checkpoints, the work tree, leases. */
const emptied = ['cache/memory', 'cache/work', 'cache/running'];
