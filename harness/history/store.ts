import type { DatabaseSync } from 'node:sqlite';
import { type RememberedCell, type RememberedRun, rememberedRunSchema } from '../records/outputs/history.ts';
import { withoutRepeat } from '../store/cellId.ts';
import { inTransaction } from './database.ts';
import { addressesOf } from './places.ts';

/** Remembers a run, in place of what was remembered of it before. */
export function remember(database: DatabaseSync, run: RememberedRun): void {
  const { cells, ...rest } = run;
  inTransaction(database, () => {
    database.prepare('DELETE FROM runs WHERE id = ?').run(run.id);
    database
      .prepare('INSERT INTO runs (id, folder, name, started, run) VALUES (?, ?, ?, ?, ?)')
      .run(run.id, run.folder, run.name, run.started, JSON.stringify(rest));
    const addCell = database.prepare(
      'INSERT INTO cells (run, number, name, place, twin, key, said, status, cell) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    const addFailure = database.prepare(
      'INSERT INTO failures (run, place, kind, started, fingerprint, title) VALUES (?, ?, ?, ?, ?, ?)',
    );
    for (const [number, cell] of cells.entries()) {
      const { place, twin } = addressesOf(run, cell);
      const { key = null, said = null, status } = cell;
      addCell.run(run.id, number, withoutRepeat(cell.id), place, twin ?? null, key, said, status, JSON.stringify(cell));
      if (status !== 'fail') continue;
      for (const { kind, fingerprint = null, title = null } of cell.failures)
        addFailure.run(run.id, place, kind, run.started, fingerprint, title);
    }
  });
}

/** A run by its whole id, or undefined. */
export function recallRun(database: DatabaseSync, id: string): RememberedRun | undefined {
  const row = database.prepare('SELECT run FROM runs WHERE id = ?').get(id) as { run: string } | undefined;
  if (row === undefined) return undefined;
  const cells = database.prepare('SELECT cell FROM cells WHERE run = ? ORDER BY number').all(id) as { cell: string }[];
  return rememberedRunSchema.parse({
    ...JSON.parse(row.run),
    cells: cells.map(({ cell }) => JSON.parse(cell) as RememberedCell),
  });
}

/** What is needed to find a run. */
export interface RunName {
  id: string;
  folder: string;
  name: string;
}

/** All runs, the newest first. */
export function runNames(database: DatabaseSync): RunName[] {
  // Of two that began within the same millisecond, always the same one.
  return database
    .prepare('SELECT id, folder, name FROM runs ORDER BY started DESC, id DESC')
    .all()
    .map((row) => ({ id: String(row['id']), folder: String(row['folder']), name: String(row['name']) }));
}
