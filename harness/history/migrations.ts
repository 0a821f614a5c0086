/**
 * How the database came to be what it is: step N makes version N of version N - 1 (SQLite, PRAGMA user_version). A step
 * that was released is never changed: there are databases that went through it.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    folder TEXT NOT NULL,
    name TEXT NOT NULL,
    -- UTC, ISO 8601: sorts as time does.
    started TEXT NOT NULL,
    -- remembered-run.schema.json without its cells, as JSON.
    run TEXT NOT NULL
  ) STRICT;
  CREATE INDEX runs_by_time ON runs (started);

  CREATE TABLE cells (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    -- Order in the plan.
    number INTEGER NOT NULL,
    -- Without the repeat.
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    twin TEXT,
    key TEXT,
    said TEXT,
    status TEXT NOT NULL,
    -- A cell of remembered-run.schema.json, as JSON.
    cell TEXT NOT NULL,
    PRIMARY KEY (run, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX cells_by_place ON cells (place);
  CREATE INDEX cells_by_twin ON cells (twin, status);
  CREATE INDEX cells_by_key ON cells (key);

  CREATE TABLE failures (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    place TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- Of the run: so that the first one is found without looking at all.
    started TEXT NOT NULL,
    fingerprint TEXT,
    title TEXT
  ) STRICT;
  CREATE INDEX failures_by_place ON failures (place, kind, started);
  CREATE INDEX failures_by_run ON failures (run);
  `,
];

/** Marks the file as ours (PRAGMA application_id): "pinp" in ASCII. */
export const applicationId = 0x70696e70;
