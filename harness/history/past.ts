import type { DatabaseSync } from 'node:sqlite';
import { isSameFailure } from '../judge/runs/sameFailure.ts';
import type { RememberedFailure, RememberedRun } from '../records/outputs/history.ts';
import type { Addresses } from './places.ts';

/** A run in which something was seen. */
export interface Seen {
  run: string;
  started: string;
}

/** Questions about the runs before one. A run that began later knows nothing for it, also when it is reported again. */
export class Past {
  readonly #database: DatabaseSync;
  readonly #run: Pick<RememberedRun, 'id' | 'started'>;

  constructor(database: DatabaseSync, run: Pick<RememberedRun, 'id' | 'started'>) {
    this.#database = database;
    this.#run = run;
  }

  /** Whether a cell said anything before: one that was invalid or lost might have failed as it does now. */
  wasJudged({ place }: Addresses): boolean {
    const { id, started } = this.#run;
    const query = `SELECT 1 FROM cells JOIN runs ON runs.id = cells.run
      WHERE place = ? AND status IN ('pass', 'fail', 'refused') AND started < ? AND runs.id <> ? LIMIT 1`;
    return this.#database.prepare(query).get(place, started, id) !== undefined;
  }

  /** Where a failure of a cell was first seen; undefined where it never was. */
  firstSeen({ place }: Addresses, failure: RememberedFailure): Seen | undefined {
    const { id, started } = this.#run;
    const query = `SELECT run, started, fingerprint, title FROM failures
      WHERE place = ? AND kind = ? AND started < ? AND run <> ? ORDER BY started`;
    for (const row of this.#database.prepare(query).iterate(place, failure.kind, started, id)) {
      const { fingerprint, title } = row as { fingerprint: string | null; title: string | null };
      const known = { kind: failure.kind, ...(fingerprint && { fingerprint }), ...(title && { title }) };
      if (isSameFailure(known, failure)) return { run: String(row['run']), started: String(row['started']) };
    }
    return undefined;
  }

  /** Whether the same cell passed on the same kernel, in this run or before. */
  hasPassed({ twin }: Addresses): boolean {
    if (twin === undefined) return false;
    const query = `SELECT 1 FROM cells JOIN runs ON runs.id = cells.run
      WHERE twin = ? AND status = 'pass' AND started <= ? LIMIT 1`;
    return this.#database.prepare(query).get(twin, this.#run.started) !== undefined;
  }

  /** The latest run in which a cell of the same content address said something else. */
  saidOtherwise(key: string, said: string): Seen | undefined {
    const { id, started } = this.#run;
    const query = `SELECT cells.run, started FROM cells JOIN runs ON runs.id = cells.run
      WHERE key = ? AND said <> ? AND started < ? AND runs.id <> ? ORDER BY started DESC LIMIT 1`;
    const row = this.#database.prepare(query).get(key, said, started, id);
    return row === undefined ? undefined : { run: String(row['run']), started: String(row['started']) };
  }
}
