import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { cellFolder } from '../../execute/runCells.ts';
import { exists, linkOrCopy } from '../../host/folders.ts';
import { contentKey } from '../../host/hash.ts';
import { remembering } from '../../pipeline/remember.ts';
import { judgeCells, planOfRun, recordPath } from '../../pipeline/stages.ts';
import { type Built, partsOfOneRun } from '../../plan/parts.ts';
import { cellsOfShard } from '../../plan/shard.ts';
import { bootRecordSchema } from '../../records/run/boot.ts';
import { type BuildRecord, buildRecordSchema } from '../../records/run/build.ts';
import { type CellRecord, cellRecordSchema, type LostCell, lostCellSchema } from '../../records/run/cell.ts';
import type { PlanCell } from '../../records/run/plan.ts';
import { shardSchema } from '../../records/run/shard.ts';
import { readRecord, writeRecord } from '../../store/records.ts';
import { findRunFolder, newRunFolder } from '../../store/runFolder.ts';
import { readCatalogue } from '../../suite/catalogue.ts';
import { inputError } from '../../text/errors.ts';
import { failIfHopeless, show, withProgress } from './run.ts';

/** `pinproof merge`: puts the shards of a run together as a new run, judges it, and reports. */
export async function merge(folders: readonly string[], signal: AbortSignal): Promise<void> {
  const parts = partsOfOneRun(await Promise.all(folders.map(readPart)));
  const cells = await cellsOf(parts);
  const [{ plan }] = parts;
  const runFolder = await newRunFolder(plan.name, new Date(), plan);
  const catalogue = await readCatalogue();
  await withProgress({ runFolder, catalogue, jobs: 1, signal }, (context) =>
    remembering(runFolder, signal, async () => {
      await failIfHopeless(plan, await bringBuild(parts, runFolder));
      for (const { cell, folder } of cells) await bring(folder, cellFolder(runFolder, cell));
      await judgeCells(context);
    }),
  );
  await show(runFolder, 'text', { matched: false });
}

async function readPart(named: string) {
  const runFolder = await findRunFolder(named);
  return {
    folder: named,
    plan: await planOfRun({ runFolder }),
    shard: await readRecord(recordPath(runFolder, 'shard'), shardSchema),
    build: await readRecord(recordPath(runFolder, 'build'), buildRecordSchema),
    boot: await readRecord(recordPath(runFolder, 'boot'), bootRecordSchema),
  };
}

/**
 * Where each cell is.
 * @throws input error where one that should have run is in no folder, or two say different things of it
 */
async function cellsOf(parts: readonly Built[]): Promise<{ cell: PlanCell; folder: string }[]> {
  const found = new Map<string, { cell: PlanCell; folder: string; said: string }>();
  for (const { folder: part, plan, shard, boot } of parts) {
    for (const cell of cellsOfShard(plan, shard)) {
      if (boot?.trees[cell.tree]?.ending !== 'finished') continue;
      const folder = cellFolder(part, cell);
      const record = await readRecord(join(folder, 'cell.json'), cellRecordSchema.or(lostCellSchema));
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

/** What must be the same where a cell was run in two places: all but how long it took, and where. */
function saidBy(record: CellRecord | LostCell): string {
  if (record.format === 'pinproof.lost-cell/1') return contentKey({ lost: record.cell.id });
  const { key, ending, observations } = record;
  return contentKey({ key, ending, observations });
}

/**
 * Trees and their records, which say where their files are now. Of several times at which sources were read, the first; where
 * one had no sandbox, all had none.
 */
async function bringBuild(parts: readonly [Built, ...Built[]], runFolder: string): Promise<BuildRecord> {
  const readAt = ({ build }: Built): string => build.origin?.readAt ?? '';
  const [first] = parts.toSorted((a, b) => (readAt(a) < readAt(b) ? -1 : 1));
  const { folder, build, boot } = first ?? parts[0];
  await bring(join(folder, 'trees'), join(runFolder, 'trees'));
  const here = (tree: string, path: string, ...more: string[]): string =>
    join(runFolder, 'trees', tree, ...more, basename(path));
  const trees = Object.entries(build.trees).map(([id, tree]) => {
    const log = tree.log === undefined ? {} : { log: here(id, tree.log) };
    if (tree.outcome === 'failed') return [id, { ...tree, ...log }];
    const image = tree.image === undefined ? {} : { image: here(id, tree.image) };
    return [id, { ...tree, ...log, vmlinux: here(id, tree.vmlinux), ...image, config: here(id, tree.config) }];
  });
  const merged: BuildRecord = { ...build, trees: Object.fromEntries(trees) };
  await writeRecord(recordPath(runFolder, 'build'), merged);
  if (boot !== undefined) {
    const unconfined = parts.flatMap((part) => part.boot?.unconfined ?? part.build.unconfined ?? [])[0];
    const booted = Object.entries(boot.trees).map(([id, tree]) => [
      id,
      { ...tree, console: here(id, tree.console, 'boot') },
    ]);
    await writeRecord(recordPath(runFolder, 'boot'), {
      ...boot,
      ...(unconfined !== undefined && { unconfined }),
      trees: Object.fromEntries(booted),
    });
  }
  return merged;
}

/** All files of a folder; links are nobody's evidence, and are left where they are. */
async function bring(from: string, to: string): Promise<void> {
  if (!(await exists(from))) return;
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    await linkOrCopy(path, join(to, relative(from, path)));
  }
}
