import { realpath, stat, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cacheFolder } from '../../host/paths.ts';
import { renderCleaned } from '../../report/commands/cleaned.ts';
import { type Lease, withoutNewLeases } from '../../store/cacheLock.ts';
import { type Cleaned, cleanCache, cleanFolder } from '../../store/retention/clean.ts';
import { entriesIn } from '../../store/retention/folders.ts';
import { runLimit } from '../../store/retention/limits.ts';
import type { Entry } from '../../store/retention/surplus.ts';
import { timeInName } from '../../store/runFolder.ts';
import { isRunFolder, outputFolder } from '../../store/runs.ts';
import { abilitiesOf } from '../screen.ts';

/** `pinproof clean`: removes runs of this folder and artefacts of the cache that are too old, or too many. */
export async function clean({ dryRun = false }: { dryRun?: boolean }, signal: AbortSignal): Promise<void> {
  const options = { dryRun, now: Date.now() };
  const waiting = (pid: number): void => console.error(`pinproof: waiting for process ${pid}, which is cleaning`);
  const text = await withoutNewLeases(cacheFolder(), waiting, signal, async (leases) => {
    const runsFolder = await realpath(outputFolder).catch(() => resolve(outputFolder));
    // Runs first: they share files with the cache.
    const runs = await cleanFolder(runsFolder, await runsIn(runsFolder, leases), runLimit, options);
    const cache = leases.length > 0 ? [] : await cleanCache(cacheFolder(), options);
    return renderCleaned([runs, ...cache], {
      ...abilitiesOf(process.stdout),
      dryRun,
      users: [...new Set(leases.map(({ pid }) => pid))],
    });
  });
  process.stdout.write(text);
}

/** Runs that pinproof made, by the name of their folder, and that nobody works on. When one was made is when it was used. */
async function runsIn(folder: string, leases: readonly Lease[]): Promise<Entry[]> {
  const inUse = new Set(leases.map(({ runFolder }) => runFolder));
  const entries: Entry[] = [];
  for (const entry of await entriesIn(folder, true)) {
    const [path, made] = [join(folder, entry.name), timeInName(entry.name)];
    if (made === undefined || inUse.has(path) || !(await isRunFolder(path))) continue;
    entries.push({ ...entry, used: Date.parse(made) });
  }
  return entries;
}

const dayMs = 86_400_000;

/**
 * Cleans the cache, once a day at most, and only where no other pinproof works with it. Runs are left alone: they are
 * evidence, and no one's to remove unasked.
 * @returns what was removed; nothing where it was not the time
 */
export async function cleanNowAndThen(cache: string, now: number, signal: AbortSignal): Promise<Cleaned[]> {
  const stamp = join(cache, 'cleaned');
  const isTime = async (): Promise<boolean> => {
    const last = await stat(stamp).catch(() => undefined);
    return last === undefined || now - last.mtimeMs > dayMs;
  };
  if (!(await isTime())) return [];
  return withoutNewLeases(
    cache,
    () => {},
    signal,
    async (leases) => {
      // Another one may have done it while this one waited.
      if (leases.length > 0 || !(await isTime())) return [];
      const cleaned = await cleanCache(cache, { dryRun: false, now });
      await writeFile(stamp, '');
      await utimes(stamp, now / 1000, now / 1000);
      return cleaned;
    },
  );
}
