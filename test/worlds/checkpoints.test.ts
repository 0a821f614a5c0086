import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { until, World } from './helpers.ts';

const limits = { cell: 6, boot: 6, silence: 3 };

/** What a candidate's guest does on its way to the checkpoint, and what is said of each of its cells. */
const endings = {
  panic: { status: 'fail', ending: 'panicked', verdict: 'regressed' },
  silent: { status: 'fail', ending: 'never-booted', verdict: 'regressed' },
  spin: { status: 'fail', ending: 'silent', verdict: 'regressed' },
  flood: { status: 'fail', ending: 'silent', verdict: 'regressed' },
  die: { status: 'lost', verdict: 'inconclusive' },
  'refuse-arguments': { status: 'lost', verdict: 'inconclusive' },
  'no-stop': { status: 'invalid', verdict: 'invalid' },
} as const;

t.test(
  'a guest that never comes to its checkpoint costs one guest, and stands for all cells of its tree',
  async (t) => {
    const world = new World(t.testdir({}), { limits });
    const names = Object.keys(endings);
    const candidates = Object.fromEntries(names.map((name) => [name, world.behaviour(name, 'prepare', name)]));
    const { code, stderr } = await world.pinproof('run', world.suite('never', candidates), '--jobs', '4');
    t.equal(code, 1, stderr);
    const { cells, comparisons } = world.record('verdict.json');
    for (const [name, { verdict, ...wanted }] of Object.entries(endings)) {
      const own = cells.filter(({ id }: { id: string }) => id.startsWith(`${name}/`));
      t.match(own, [wanted, wanted], name);
      const compared = comparisons.filter(({ candidate }: { candidate: string }) => candidate === name);
      t.same(
        compared.map((each: { verdict: string }) => each.verdict),
        [verdict, verdict],
        name,
      );
    }
    t.match(
      cells.filter(({ id }: { id: string }) => id.startsWith('base/')),
      [{ status: 'fail' }, { status: 'pass' }],
      'the base is unharmed',
    );
    t.equal(world.checkpoints(), 1 + names.length);
    t.equal(world.guests().length, 1 + names.length + 2, 'boots, and the cells of the base');
    t.same(world.processes(), [], 'no guest lives on');
    t.same(world.debris(), []);
    t.equal(readdirSync(join(world.cache, 'checkpoints')).length, 1, 'nothing is kept of what is no checkpoint');
  },
);

/** The folder of the one checkpoint. */
function checkpointOf({ cache }: World): string {
  const folder = join(cache, 'checkpoints');
  return join(folder, readdirSync(folder).find((name) => /^[0-9a-f]+$/.test(name)) ?? '');
}

t.test('a damaged checkpoint is made again, whatever is wrong with it', async (t) => {
  const world = new World(t.testdir({}));
  const suite = world.suite('damage', {});
  t.equal((await world.pinproof('run', suite)).code, 0);
  const whole = checkpointOf(world);
  const files = readdirSync(whole);
  t.same(files.toSorted(), ['checkpoint.json', 'console.log', 'ram.zst', 'report.ktap', 'state']);
  const damages: Record<string, (path: string) => void> = {
    cut: (path) => writeFileSync(path, readFileSync(path).subarray(0, -3)),
    changed: (path) => {
      const bytes = readFileSync(path);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0x10;
      writeFileSync(path, bytes);
    },
    gone: (path) => rmSync(path),
  };
  for (const file of ['state', 'ram.zst', 'checkpoint.json']) {
    for (const [how, damage] of Object.entries(damages)) {
      // A record with a changed blank in it is the same record.
      if (file === 'checkpoint.json' && how === 'changed') continue;
      rmSync(join(world.cache, 'cells'), { recursive: true });
      damage(join(checkpointOf(world), file));
      world.forget();
      const { code, stderr } = await world.pinproof('run', suite);
      t.equal(code, 0, stderr);
      t.equal(world.checkpoints(), 1, `${file} ${how}`);
      t.match(stderr, /the checkpoint is damaged, and made again: \S/, `${file} ${how}`);
      t.same(world.debris(), []);
    }
  }
  rmSync(join(world.cache, 'cells'), { recursive: true });
  world.forget();
  t.equal((await world.pinproof('run', suite)).code, 0);
  t.equal(world.checkpoints(), 0, 'one that is whole is used');
});

t.test(
  'a full disk: cells are lost with the reason, nothing half-written stays, and the next run goes on',
  async (t) => {
    const world = new World(t.testdir({}));
    const suite = world.suite('full', {});
    world.program(
      'zstd',
      `for last; do :; done
echo half >"$last"
echo "zstd: error 70 : Write error : cannot write block : No space left on device" >&2
exit 70
`,
    );
    const { code, stderr } = await world.pinproof('run', suite);
    t.equal(code, 3, stderr);
    const lost = { status: 'lost', reasons: [/^the disk is full\n.*No space left on device\n.*-> .*make room/s] };
    t.match(world.record('verdict.json').cells, [lost, lost]);
    t.same(world.debris(), []);
    t.same(world.processes(), []);
    t.same(readdirSync(join(world.cache, 'checkpoints')), []);
    t.same(existsSync(join(world.cache, 'memory')) ? readdirSync(join(world.cache, 'memory')) : [], []);

    rmSync(join(world.folder, 'bin', 'zstd'));
    t.equal((await world.pinproof('run', suite)).code, 0);

    // Now it is there, and cannot be expanded: that is no damage.
    rmSync(join(world.cache, 'cells'), { recursive: true });
    world.program(
      'zstd',
      'echo "zstd: error 70 : Write error : cannot write block : No space left on device" >&2\nexit 70\n',
    );
    const expanding = await world.pinproof('run', suite);
    t.equal(expanding.code, 3, expanding.stderr);
    t.match(world.record('verdict.json').cells, [lost, lost]);
    t.notMatch(expanding.stderr, /damaged/);
    rmSync(join(world.folder, 'bin', 'zstd'));
    world.forget();
    t.equal((await world.pinproof('run', suite)).code, 0);
    t.equal(world.checkpoints(), 0, 'it was kept');
  },
);

t.test('a guest that stops while its other processor is at work stops again', async (t) => {
  const world = new World(t.testdir({}));
  const busy = world.behaviour('busy', 'prepare', 'busy');
  const { code, stderr } = await world.pinproof('run', world.suite('busy', { busy }));
  t.equal(code, 0, stderr);
  t.match(world.record('verdict.json').cells, [
    { status: 'fail' },
    { status: 'fail' },
    { status: 'pass' },
    { status: 'pass' },
  ]);
  t.equal(world.guests().filter(({ what }) => what === 'stopped-again').length, 1);
});

t.test('interrupted while a checkpoint is made: nothing lives on, nothing is half there', async (t) => {
  const world = new World(t.testdir({}));
  const slow = world.behaviour('slow', 'prepare', 'silent');
  const { child, ended } = world.start(['run', world.suite('slow', { slow })]);
  // The base's and the candidate's.
  await until(() => world.checkpoints() === 2);
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  t.equal(code, 69, stderr);
  t.same(world.processes(), []);
  t.same(world.debris(), []);
});

t.test('a cell that does not repeat makes every verdict inconclusive, and both runs are kept', async (t) => {
  const world = new World(t.testdir({}));
  const drift = world.behaviour('drift', 'mmap-store-writeback', 'drift');
  const suite = world.suite('drift', { drift });
  const { code, stdout, stderr } = await world.pinproof('run', suite, '--check-determinism');
  t.equal(code, 3, stderr);
  t.match(stdout, /Self-check failed: 1 of 4 cells did not repeat byte for byte/);
  const cell = 'drift/dif1-dix1/ext4/mmap-store-writeback/1';
  t.match(world.record('verdict.json'), { conclusion: 'inconclusive', selfCheck: { cells: 4, different: [cell] } });
  t.match(world.record(`cells/${cell}/cell.json`).selfCheck, {
    same: false,
    difference: /^console line \d+: ".*begun at \d+.*" and ".*begun at \d+/s,
  });
  t.not(world.latest(`cells/${cell}/console.log`), world.latest(`cells/${cell}/again/console.log`));
});
