import { rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { World } from './helpers.ts';

const site = 'dif1-dix1/ext4/mmap-store-writeback/1';

t.test('a cell is run again from its checkpoint, and says whether it did the same', async (t) => {
  const world = new World(t.testdir({}));
  const drift = world.behaviour('drift', 'mmap-store-writeback', 'drift');
  // Whether the self-check's sample holds the one that drifts is not the matter here.
  await world.pinproof('run', world.suite('again', { drift }));
  for (const target of [`latest/base/${site}`, `latest/cells/base/${site}/`]) {
    world.forget();
    const { code, stdout, stderr } = await world.pinproof('replay', `pinproof-out/${target}`);
    t.equal(code, 0, stderr);
    t.match(
      stdout,
      new RegExp(`^base/${site}, from its checkpoint, in [\\d.]+ s\\n {2}the same, byte for byte: \\d+ lines`),
    );
    t.match(stdout, new RegExp(`\\n {2}pinproof-out/latest/replays/base/${site}\\n$`));
    t.same([world.guests().length, world.checkpoints()], [1, 0], 'it alone');
  }
  const other = await world.pinproof('replay', `pinproof-out/latest/drift/${site}`);
  t.equal(other.code, 3, other.stderr);
  t.match(other.stdout, /\n {2}not the same: console line \d+: "/);
  t.same(world.processes(), []);
  t.same(world.debris(), []);

  rmSync(join(world.cache, 'checkpoints'), { recursive: true });
  world.forget();
  const made = await world.pinproof('replay', `pinproof-out/latest/base/${site}`);
  t.equal(made.code, 0, made.stderr);
  t.equal(world.checkpoints(), 1, 'a checkpoint that is gone is made again');
});

t.test('what cannot be replayed is told, with what to do', async (t) => {
  const world = new World(t.testdir({}));
  const candidates = {
    never: world.behaviour('never', 'prepare', 'panic'),
    dies: world.behaviour('dies', 'mmap-store-writeback', 'die'),
  };
  t.equal((await world.pinproof('run', world.suite('cannot', candidates))).code, 1);
  const cell = `pinproof-out/latest/base/${site}`;
  const cases: [string[], RegExp][] = [
    [
      [`pinproof-out/latest/base/dif1-dix1/ext4/mmap-store-writback/1`],
      /has no cell "base.*\n {2}-> perhaps base\/dif1-dix1\/ext4\/mmap-store-writeback\/1/,
    ],
    [
      ['nowhere/base/x'],
      /nowhere\/base\/x: this is not RUN\/CELL: no part of it is the folder of a run\n {2}-> pinproof replay /,
    ],
    [[`pinproof-out/latest/never/${site}`], /the cell never came to its checkpoint\n {2}-> its console says why/],
    [
      [cell, '--gdb', '--trace', 'block:*'],
      /--gdb and --trace cannot go together\n {2}-> replay the cell once with each/,
    ],
    [[cell, '--gdb'], /splat/],
  ];
  for (const [words, message] of cases) {
    const { code, stdout, stderr } = await world.pinproof('replay', ...words);
    t.same([code, stdout], [2, ''], words.join(' '));
    t.match(stderr, message);
  }
  rmSync(join(world.cwd, 'pinproof-out', 'latest', 'cells', 'base', ...site.split('/')), { recursive: true });
  const gone = await world.pinproof('replay', cell);
  t.equal(gone.code, 2);
  t.match(gone.stderr, /the cell was not run\n {2}-> pinproof run pinproof-out\/\S+ runs it/);
  t.same(world.processes(), []);
  t.same(world.debris(), []);
});

t.test('on the native engine the outcome is compared', async (t) => {
  const world = new World(t.testdir({}));
  const suite = world.suite('native', {}, { engine: 'native', repeats: 1 });
  const run = await world.pinproof('run', suite);
  t.equal(run.code, 0, run.stderr);
  const { code, stdout, stderr } = await world.pinproof('replay', `pinproof-out/latest/base/${site}/r1`);
  t.equal(code, 0, stderr);
  t.match(stdout, /once more, on the native engine\n {2}the same outcome: pass\n/);
  t.equal(world.checkpoints(), 0);
});
