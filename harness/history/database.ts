import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { infrastructureError, type PinproofError } from '../text/errors.ts';
import { applicationId, migrations } from './migrations.ts';

export const databasePath = (stateFolder: string): string => join(stateFolder, 'history.sqlite');

/** Milliseconds to wait for another pinproof that writes: one writes for some milliseconds, a hundred may queue. */
const patience = 10_000;

/**
 * Opens the history, makes it where there is none, and brings an older one up to date.
 * @throws infrastructure error where it is damaged, of a newer pinproof, no database of ours, or cannot be opened
 */
export function openDatabase(path: string, steps: readonly string[] = migrations): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    database = new DatabaseSync(path, { timeout: patience });
    checkOwner(database, path, steps.length);
    // Readers then wait for no writer, nor it for them.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
    migrate(database, steps);
    return database;
  } catch (error) {
    database?.close();
    throw asHistoryError(error, path);
  }
}

/** Works with the history, and closes it. @throws as openDatabase() does, also where the trouble comes later */
export function withHistory<T>(path: string, work: (database: DatabaseSync) => T): T {
  const database = openDatabase(path);
  try {
    return work(database);
  } catch (error) {
    throw asHistoryError(error, path);
  } finally {
    database.close();
  }
}

/** Runs `work` in a transaction that writes: all of it is there afterwards, or nothing. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  // Immediate: a transaction that begins to write only later may find that another one has written, and fails.
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A failed COMMIT, or a full disk, may have ended it.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Before anything is written: a file that is not ours stays as it is. */
function checkOwner(database: DatabaseSync, path: string, known: number): void {
  const version = number(database, 'user_version');
  const tables = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count'];
  if (number(database, 'application_id') !== applicationId && (version !== 0 || tables !== 0))
    throw unusable(path, 'the file is a database, but not of pinproof');
  if (version <= known) return;
  throw infrastructureError({
    what: `the history is of a newer pinproof: version ${version}, and this one knows ${known}`,
    where: path,
    todo: 'use the newer one; PINPROOF_STATE names another folder for a history of this one',
  });
}

function migrate(database: DatabaseSync, steps: readonly string[]): void {
  if (number(database, 'user_version') === steps.length) return;
  inTransaction(database, () => {
    // Read again: another process may have done it meanwhile.
    for (const step of steps.slice(number(database, 'user_version'))) database.exec(step);
    database.exec(`PRAGMA user_version = ${steps.length}; PRAGMA application_id = ${applicationId}`);
  });
}

function number(database: DatabaseSync, pragma: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
}

/** SQLite's result codes (sqlite.org/rescode.html), as far as there is something to say about them. */
const busy = 5;
const corrupt = 11;
const notADatabase = 26;

/** What SQLite says, in words; others pass. */
function asHistoryError(error: unknown, path: string): unknown {
  const { code, errcode, message } = error as { code?: string; errcode?: number; message: string };
  if (code !== 'ERR_SQLITE_ERROR' || errcode === undefined) return error;
  // The low byte is the code, the rest says more of it.
  const result = errcode & 0xff;
  if (result === corrupt || result === notADatabase) return unusable(path, message, error);
  return infrastructureError({
    what: result === busy ? 'another process holds the history' : 'the history cannot be used',
    where: path,
    why: message,
    cause: error,
  });
}

function unusable(path: string, why: string, cause?: unknown): PinproofError {
  return infrastructureError({
    what: 'the history is damaged',
    where: path,
    why,
    todo: `move it away, with ${path}-wal; pinproof history add RUN... then remembers the runs whose folders are still there`,
    cause,
  });
}
