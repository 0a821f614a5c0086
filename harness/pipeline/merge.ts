import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { exists, linkOrCopy } from '../host/folders.ts';
import { contentKey } from '../host/hash.ts';
import { type Built, partsOfOneRun } from '../plan/parts.ts';
import { cellsOfShard } from '../plan/shard.ts';
import type { BuildRecord } from '../records/run/build.ts';
import type { CellRecord, LostCell } from '../records/run/cell.ts';
import type { PlanCell } from '../records/run/plan.ts';
import { pathHere, withPaths } from '../store/portable.ts';
import { runParts } from '../store/runFiles.ts';
import type { RunFolder } from '../store/runFolder.ts';
import { findRunFolder, newRunFolder, outputFolder } from '../store/runs.ts';
import { readCatalogue } from '../suite/catalogue.ts';
import { inputError } from '../text/errors.ts';
import type { Context, Session } from './context.ts';
import { type Judged, judgedRun } from './evaluate.ts';
import { withRun } from './session.ts';
import { failIfHopeless } from './stages/build.ts';
import { judgeCollected } from './stages/judge.ts';

/** A shard with its folder in hand. */
type Part = Built & { run: RunFolder };

/**
 * Puts the shards of a run together as a new run, and judges it.
 * @param folders of all its shards
 * @throws input error where they are not the shards of one run, or one of them is not finished
 */
export async function mergeShards(folders: readonly string[], session: Session): Promise<Judged> {
  const parts = await partsIn(folders);
  const cells = await cellsOf(parts);
  const [{ written }] = parts;
  // Shards may have been brought from elsewhere: their relative paths mean the neighbourhood of a run that is made here.
  const plan = withPaths(written, (path) => pathHere(path, join(outputFolder, written.name)));
  const run = await newRunFolder(plan.name, new Date(), plan);
  const context: Context = { ...session, run, catalogue: await readCatalogue() };
  return withRun(context, () =>
    judgedRun(context, async () => {
      failIfHopeless(plan, await bringBuild(parts, run), context);
      for (const { cell, folder } of cells) await bring(folder, run.cell(cell).path);
      return judgeCollected(run);
    }),
  );
}

async function partsIn(folders: readonly string[]): Promise<[Part, ...Part[]]> {
  const runs = new Map<string, RunFolder>();
  const read = await Promise.all(
    folders.map(async (folder) => {
      const run = await findRunFolder(folder);
      runs.set(folder, run);
      const [plan, shard] = [await run.get('plan'), await run.find('shard')];
      return {
        folder,
        plan,
        written: await run.writtenPlan(),
        shard,
        build: await run.find('build'),
        boot: await run.find('boot'),
      };
    }),
  );
  const withRunFolder = (part: Built): Part => ({ ...part, run: runs.get(part.folder) as RunFolder });
  const [first, ...others] = partsOfOneRun(read);
  return [withRunFolder(first), ...others.map(withRunFolder)];
}

/**
 * Returns where each cell is.
 * @throws input error where one that should have run is in no folder, or two say different things of it
 */
async function cellsOf(parts: readonly Part[]): Promise<{ cell: PlanCell; folder: string }[]> {
  const found = new Map<string, { cell: PlanCell; folder: string; said: string }>();
  for (const { folder: part, run, plan, shard, boot } of parts) {
    for (const cell of cellsOfShard(plan, shard)) {
      if (boot?.trees[cell.tree]?.ending !== 'finished') continue;
      const { path: folder } = run.cell(cell);
      const record = await run.cell(cell).record();
      if (record === undefined) {
        throw inputError({
          what: `shard ${shard.shard} of ${shard.of} is not finished: ${cell.id} was not run`,
          where: part,
          todo: `pinproof run ${part} goes on with it`,
        });
      }
      const said = saidBy(record);
      const before = found.get(cell.id);
      if (before === undefined) found.set(cell.id, { cell, folder, said });
      else if (before.said !== said) {
        throw inputError({
          what: `two folders say different things of ${cell.id}`,
          where: part,
          why: `the other one is ${before.folder}`,
          todo: 'give one of them',
        });
      }
    }
  }
  return [...found.values()];
}

/** Returns what must be the same where a cell was run in two places: all but how long it took, and where. */
function saidBy(record: CellRecord | LostCell): string {
  if (record.format === 'pinproof.lost-cell/1') return contentKey({ lost: record.cell.id });
  const { key, ending, observations } = record;
  return contentKey({ key, ending, observations });
}

/**
 * Brings trees and their records. Of several times at which sources were read, the
 * first counts; where one shard had no sandbox, all had none.
 */
async function bringBuild(parts: readonly [Part, ...Part[]], into: RunFolder): Promise<BuildRecord> {
  const readAt = ({ build }: Part): string => build.origin?.readAt ?? '';
  const [first = parts[0]] = parts.toSorted((a, b) => (readAt(a) < readAt(b) ? -1 : 1));
  const { run, build, boot } = first;
  await bring(join(run.path, runParts.trees), join(into.path, runParts.trees));
  await into.put('build', build);
  if (boot === undefined) return build;
  const unconfined = await unconfinedIn(parts);
  await into.put('boot', { ...boot, ...(unconfined && { unconfined }) });
  return build;
}

async function unconfinedIn(parts: readonly Part[]): Promise<string | undefined> {
  for (const { run, boot, build } of parts) {
    const why = boot?.unconfined ?? build.unconfined ?? (await run.find('run'))?.unconfined;
    if (why !== undefined) return why;
  }
  return undefined;
}

/** Brings all files of a folder. Symlinks are skipped. */
async function bring(from: string, to: string): Promise<void> {
  if (!(await exists(from))) return;
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    await linkOrCopy(path, join(to, relative(from, path)));
  }
}
