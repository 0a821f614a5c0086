import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { World } from './helpers.ts';

t.test('a command reads each record of a run at most once', async (t) => {
  const world = new World(t.testdir({}));
  const oops = world.behaviour('oops', 'mmap-store-writeback', 'oops');
  const suite = world.suite('main', { oops });
  const run = 'pinproof-out/latest';
  const cell = `${run}/base/dif1-dix1/ext4/mmap-store-writeback/1`;
  await world.pinproof('run', suite);
  const first = `pinproof-out/${world.latestName()}`;
  for (const command of [
    ['run', suite],
    ['run', run],
    ['judge'],
    ['report'],
    ['report', '--format', 'html'],
    ['replay', cell],
    ['compare', first, run],
    ['history', 'add', run],
  ]) {
    const reads = await readsOf(world, command);
    const again = [...Map.groupBy(reads, (path) => path)].filter(([, each]) => each.length > 1);
    t.same(
      again.map(([path, each]) => `${path} ${each.length} times`),
      [],
      command.join(' '),
    );
    t.ok(reads.length > 0 || command[1] === suite, 'reads are seen');
  }
});

t.test('judge reads a console again only where another version has read it', async (t) => {
  const world = new World(t.testdir({}));
  await world.pinproof('run', world.suite('main', {}));
  const cell = 'cells/base/dif1-dix1/ext4/mmap-store-writeback/1';
  const path = join(world.cwd, 'pinproof-out/latest', cell, 'cell.json');
  const guests = async () => (await readsOf(world, ['judge'])).filter((read) => read.includes(`${cell}/guest.json`));
  t.same(await guests(), [], 'this version has read it');
  const record = JSON.parse(readFileSync(path, 'utf8'));
  t.match(record.reader, /^[0-9a-f]{20}$/);
  writeFileSync(path, JSON.stringify({ ...record, reader: 'older', observations: [] }));
  t.equal((await guests()).length, 1);
  t.same(JSON.parse(readFileSync(path, 'utf8')), record, 'and is as it was');
  const { reader: _, ...old } = record;
  writeFileSync(path, JSON.stringify(old));
  t.equal((await guests()).length, 1, 'so is what a version without a name has read');
});

/** Paths of the records of runs that a command reads, in order. */
async function readsOf(world: World, command: readonly string[]): Promise<string[]> {
  const { stderr } = await world.start(command, { NODE_DEBUG: 'pinproof-records' }).ended;
  return [...stderr.matchAll(/^PINPROOF-RECORDS \d+: read (.*)$/gm)]
    .map(([, path = '']) => path)
    .filter((path) => path.includes('pinproof-out/'));
}
