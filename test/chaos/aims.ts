import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';

/** A moment to kill at: an event in a folder, rather than a time. */
export interface Aim {
  what: string;
  /** Relative to the world's folder. */
  folder: string;
  /** The names whose events count. */
  name: RegExp;
  /** Watch what appears under that name, and count the events in there. */
  inside?: boolean;
}

const key = /^[0-9a-f]+$/;
const half = /^\..*\.part$/;

/** Just as something is renamed into place, or half of it is there. */
export const aims: readonly Aim[] = [
  { what: 'a lock', folder: 'cache/work', name: /lock$/ },
  { what: 'a source', folder: 'cache/sources', name: key },
  { what: 'a build', folder: 'cache/builds', name: key, inside: true },
  { what: 'a kept tree', folder: 'cache/trees', name: key },
  { what: 'an image', folder: 'cache/images', name: key },
  { what: 'a boot', folder: 'cache/boots', name: key },
  { what: 'parts of a checkpoint', folder: 'cache/checkpoints', name: half, inside: true },
  { what: 'a checkpoint', folder: 'cache/checkpoints', name: /^[0-9a-f]+(\.lock)?$/ },
  { what: 'a memory', folder: 'cache/memory', name: half },
  { what: 'parts of a cell', folder: 'cache/cells', name: half, inside: true },
  { what: 'a cell', folder: 'cache/cells', name: key },
  { what: 'records of a run', folder: 'work/pinproof-out', name: /^chaos-/, inside: true },
  { what: 'a verdict or report', folder: 'work/pinproof-out', name: /^chaos-/, inside: true },
];

const inner = (aim: Aim): RegExp => (aim.what === 'a verdict or report' ? /^(verdict|report|junit|results)/ : /^/);

/**
 * Calls `hit` at the count-th event that an aim means. The folders must be there.
 * @returns what ends it
 */
export function takeAim(world: string, aim: Aim, count: number, hit: () => void): () => void {
  const watchers: FSWatcher[] = [];
  const seen = new Set<string>();
  let left = count;
  const event = (): void => {
    left -= 1;
    if (left === 0) hit();
  };
  const folder = join(world, aim.folder);
  const before = new Set(readdirSync(folder));
  watchers.push(
    watch(folder, (_, name) => {
      if (name === null || !aim.name.test(name)) return;
      if (!aim.inside) return event();
      if (before.has(name) || seen.has(name)) return;
      seen.add(name);
      try {
        watchers.push(watch(join(folder, name), (_, file) => void (file !== null && inner(aim).test(file) && event())));
      } catch {
        // Renamed or removed already: as good a moment as those inside.
        event();
      }
    }),
  );
  return () => {
    for (const each of watchers) each.close();
  };
}
