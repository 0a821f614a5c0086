import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { World } from './helpers.ts';

t.test('an executor in another process, folder and cache gives the same run byte for byte', async (t) => {
  const folder = t.testdir({ here: {}, there: {} });
  const [here, there] = ['here', 'there'].map((name) => {
    const world = new World(join(folder, name));
    return { world, suite: world.suite('main', { oops: world.behaviour('oops', 'mmap-store-writeback', 'oops') }) };
  }) as [Side, Side];

  const local = await here.world.pinproof('run', here.suite);
  there.world.entry = '../test/fixtures/elsewhere.ts';
  const other = await there.world.pinproof('evaluate', there.suite);
  t.equal(other.code, local.code, other.stderr);
  t.equal(local.code, 1, local.stderr);

  const [mine, theirs] = [filesOf(here.world), filesOf(there.world)];
  // Reports are made by the command line, from these records.
  const records = [...mine.keys()].filter((name) => !/^(report\.(txt|html|md|ktap)|junit\.xml)$/.test(name));
  t.same([...theirs.keys()], records);
  t.ok(records.some((name) => name.endsWith('/console.log')) && records.includes('verdict.json'));
  for (const name of records) t.equal(theirs.get(name), mine.get(name), name);
  t.notOk(existsSync(join(there.world.cache, 'checkpoints')), 'no guest ran here');
  for (const name of records) {
    if (!name.startsWith('trees/')) t.notOk(mine.get(name)?.includes(folder), `${name} names no path of this machine`);
  }
});

interface Side {
  world: World;
  suite: string;
}

/** What is in the latest run, without what is of one time: when, and how long. */
function filesOf(world: World): Map<string, string> {
  const folder = join(world.cwd, 'pinproof-out', 'latest');
  const names = (readdirSync(folder, { recursive: true, withFileTypes: true }) as unknown as Entry[])
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    // The compiler's log names the folder in which the tree was built.
    .filter((name) => name !== 'run.json' && !name.endsWith('build.log'));
  return new Map(
    names.toSorted().map((name) => {
      const text = readFileSync(join(folder, name), 'latin1').replaceAll(world.latestName(), 'RUN');
      return [name, name.endsWith('.json') ? timeless(text) : text];
    }),
  );
}

interface Entry {
  isFile(): boolean;
  parentPath: string;
  name: string;
}

const timeless = (json: string): string =>
  JSON.stringify(
    JSON.parse(json, (key, value) => (['seconds', 'readAt'].includes(key) ? undefined : value)),
    null,
    2,
  );
