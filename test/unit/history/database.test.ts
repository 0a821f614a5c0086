import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { databasePath, inTransaction, openDatabase, withHistory } from '../../../harness/history/database.ts';
import { migrations } from '../../../harness/history/migrations.ts';
import { recallRun, remember, runNames } from '../../../harness/history/store.ts';
import { aRememberedCell, aRememberedRun, cellId } from '../../fixtures/history.ts';

const count = (database: DatabaseSync, table: string) =>
  database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.['count'];

t.test('what is remembered comes back; a run that is remembered again replaces itself', async (t) => {
  const database = openDatabase(databasePath(join(t.testdir({}), 'deep', 'state')));
  t.teardown(() => database.close());
  const failing = aRememberedCell(cellId('mine'), {
    status: 'fail',
    failures: [{ kind: 'splat:oops', title: 'an oops', fingerprint: 'f' }, { kind: 'guard-tag' }],
    costs: { fsync: 12 },
  });
  const run = aRememberedRun(3, { cells: [aRememberedCell(cellId('base')), failing] });
  remember(database, run);
  remember(database, aRememberedRun(2));
  t.same(recallRun(database, run.id), run);
  t.same(
    runNames(database).map(({ id }) => id),
    ['030303030303', '020202020202'],
    'the newest first, in whatever order they came',
  );
  t.equal(count(database, 'failures'), 2);
  remember(database, { ...run, cells: [failing] });
  t.same([count(database, 'runs'), count(database, 'cells'), count(database, 'failures')], [2, 3, 2]);
  t.equal(recallRun(database, '000000000000'), undefined);
});

t.test('a transaction that fails leaves nothing', async (t) => {
  const database = openDatabase(join(t.testdir({}), 'h'));
  t.teardown(() => database.close());
  t.throws(() =>
    inTransaction(database, () => {
      database.exec(`INSERT INTO runs VALUES ('a', 'b', 'c', 'd', 'e')`);
      throw new Error('no');
    }),
  );
  t.equal(count(database, 'runs'), 0);
});

t.test('a transaction that has read may write: no other comes between', async (t) => {
  const path = join(t.testdir({}), 'h');
  const database = openDatabase(path);
  const other = new DatabaseSync(path, { timeout: 0 });
  inTransaction(database, () => {
    t.equal(count(database, 'runs'), 0);
    t.throws(() => other.exec(`INSERT INTO runs VALUES ('a', 'b', 'c', 'd', 'e')`), /locked/);
    database.exec(`INSERT INTO runs VALUES ('a', 'b', 'c', 'd', 'e')`);
  });
  t.equal(count(other, 'runs'), 1);
  other.close();
  database.close();
});

t.test('an older history is brought up to date, and keeps what it holds', async (t) => {
  const path = join(t.testdir({}), 'h');
  const old = openDatabase(path);
  remember(old, aRememberedRun(1));
  old.close();
  const more = [...migrations, 'ALTER TABLE runs ADD COLUMN note TEXT'];
  const now = openDatabase(path, more);
  t.equal(now.prepare('PRAGMA user_version').get()?.['user_version'], more.length);
  t.equal(count(now, 'runs'), 1);
  t.same(now.prepare('SELECT note FROM runs').get(), { note: null });
  now.close();
  t.throws(() => openDatabase(path), {
    blame: 'infrastructure',
    message: /the history is of a newer pinproof: version 2, and this one knows 1\n {2}-> use the newer one; /,
  });
  const half = join(t.testdir({}), 'half');
  openDatabase(half).close();
  t.throws(() => openDatabase(half, [...migrations, 'CREATE TABLE x (a); CREATE TABLE runs (a)']));
  const after = openDatabase(half);
  t.equal(after.prepare(`SELECT count(*) AS count FROM sqlite_schema WHERE name = 'x'`).get()?.['count'], 0, 'whole');
  after.close();
});

t.test('a file that is damaged, or none of ours, is an error that says what to do, and stays as it is', async (t) => {
  const folder = t.testdir({});
  const make = (name: string): string => {
    const path = join(folder, name);
    const database = openDatabase(path);
    for (let day = 1; day <= 28; day += 1) remember(database, aRememberedRun(day));
    database.close();
    return path;
  };
  const text = join(folder, 'text');
  writeFileSync(
    text,
    'this is a letter to my aunt, and no database at all; it is long enough to have a header\n'.repeat(9),
  );
  const foreign = join(folder, 'foreign');
  const other = new DatabaseSync(foreign);
  other.exec('CREATE TABLE birds (name)');
  other.close();
  const torn = make('torn');
  const bytes = readFileSync(torn);
  // The pages behind the first, which has the schema.
  writeFileSync(torn, Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(bytes.length - 4096, 0x5a)]));
  const cut = make('cut');
  writeFileSync(cut, readFileSync(cut).subarray(0, 6000));
  for (const path of [text, foreign, torn, cut]) {
    const before = readFileSync(path);
    t.throws(
      () => withHistory(path, (database) => remember(database, aRememberedRun(1))),
      { blame: 'infrastructure', message: /the history is damaged\n(.*\n)* {2}-> move it away, .* history add RUN/ },
      path.slice(folder.length),
    );
    t.ok(readFileSync(path).equals(before), 'not a byte of it was changed');
  }
  // SQLITE_CORRUPT_INDEX: an extended code, whose low byte is SQLITE_CORRUPT.
  const index = Object.assign(new Error('index'), { code: 'ERR_SQLITE_ERROR', errcode: 779 });
  const whole = make('whole');
  t.throws(
    () =>
      withHistory(whole, () => {
        throw index;
      }),
    { message: /the history is damaged\n {2}index\n/ },
  );
  mkdirSync(join(folder, 'directory'));
  t.throws(() => openDatabase(join(folder, 'directory')), { message: /the history cannot be used/ });
});

t.test('many processes remember at the same time, from the very first', async (t) => {
  const path = join(t.testdir({}), 'state', 'h');
  const program = fileURLToPath(new URL('../../fixtures/remember.ts', import.meta.url));
  const days = Array.from({ length: 8 }, (_, index) => index + 1);
  const ended = days.map(async (day) => {
    const child = spawn(process.execPath, [program, path, String(day)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const [code] = await once(child, 'close');
    return [code, said];
  });
  t.same(
    await Promise.all(ended),
    days.map(() => [0, '']),
  );
  t.notOk(existsSync(`${path}-wal`), 'the last one has folded its log in');
  withHistory(path, (database) => {
    t.equal(runNames(database).length, 8);
    t.equal(count(database, 'cells'), 8 * 200);
    for (const { id } of runNames(database)) t.equal(recallRun(database, id)?.cells.length, 200);
  });
});
