import t from 'tap';
import { World } from './helpers.ts';

/** What the candidate's guest does with the workload, and what is said of it. */
const endings = {
  oops: { status: 'fail', ending: 'oopsed', kind: 'splat:oops', verdict: 'regressed' },
  hang: { status: 'fail', ending: 'timed-out', kind: 'ending:timed-out', verdict: 'regressed' },
  stubborn: { status: 'fail', ending: 'timed-out', kind: 'ending:timed-out', verdict: 'regressed' },
  silent: { status: 'fail', ending: 'timed-out', kind: 'ending:timed-out', verdict: 'regressed' },
  flood: { status: 'fail', ending: 'timed-out', kind: 'ending:timed-out', verdict: 'regressed' },
  die: { status: 'lost', verdict: 'inconclusive' },
  'refuse-arguments': { status: 'lost', verdict: 'inconclusive' },
  abort: { status: 'lost', ending: 'killed', verdict: 'inconclusive' },
} as const;

t.test('however a guest ends, its cell has a verdict, and the other cells are unharmed', async (t) => {
  const world = new World(t.testdir({}), { limits: { cell: 6, boot: 6, silence: 3 } });
  const names = Object.keys(endings);
  const candidates = Object.fromEntries(
    names.map((name) => [name, world.behaviour(name, 'mmap-store-writeback', name)]),
  );
  const suite = world.suite('endings', candidates);
  const { code, stdout, stderr } = await world.pinproof('run', suite, '--jobs', '4');
  t.equal(code, 1, stderr);
  const { cells, comparisons } = world.record('verdict.json');
  for (const [name, { verdict, ...cell }] of Object.entries(endings)) {
    const site = 'dif1-dix1/ext4/mmap-store-writeback/1';
    const { kind, ...wanted } = { kind: undefined, ...cell };
    const judged = cells.find(({ id }: { id: string }) => id === `${name}/${site}`);
    t.match(judged, { ...wanted, ...(kind && { failures: [{ kind }] }) }, name);
    t.match(
      comparisons.find(({ candidate, cell: at }: Record<string, string>) => candidate === name && at === site),
      { verdict },
    );
    const other = comparisons.find(
      ({ candidate, cell: at }: Record<string, string>) => candidate === name && at !== site,
    );
    t.match(other, { verdict: 'unchanged-bad' }, `${name}: the other cell was judged`);
  }
  t.match(stdout, /QEMU did not start/);
  t.match(stdout, /QEMU was killed by SIGKILL, not by pinproof/);
  t.same(world.processes(), [], 'no guest lives on');

  world.forget();
  const again = await world.pinproof('run', suite);
  t.equal(again.code, 1, again.stderr);
  t.same(
    world
      .guests()
      .map(({ tree }) => tree)
      .toSorted()
      .filter((tree, index, all) => tree !== all[index - 1]).length,
    6,
    'what is no fact about a kernel is tried again: time limits, silence, QEMU’s own ends',
  );
  t.equal(world.guests().length, 6);
});

t.test('trees that do not boot cost one guest each, and fail; QEMU’s own refusal is no verdict', async (t) => {
  const world = new World(t.testdir({}), { limits: { cell: 6, boot: 6, silence: 3 } });
  const candidates = {
    panics: world.behaviour('panics', 'boot', 'panic'),
    silent: world.behaviour('silent', 'boot', 'silent'),
  };
  const { code, stdout, stderr } = await world.pinproof('run', world.suite('boots', candidates));
  t.equal(code, 1, stderr);
  t.match(stdout, /panics +ext4: the kernel does not boot \(panicked\)\n/);
  t.match(stdout, /silent +ext4: the kernel does not boot \(never-booted\)\n/);
  t.equal(world.guests().length, 3 + 2);
  t.match(world.record('boot.json').trees, { base: { ending: 'finished' }, panics: { ending: 'panicked' } });

  const refused = await world.pinproof(
    'run',
    world.suite('refused', { no: world.behaviour('no', 'boot', 'refuse-arguments') }),
  );
  t.equal(refused.code, 69);
  t.match(refused.stderr, /QEMU did not start\n {2}qemu-system-x86_64: -device fake: there is no such device\n/);
});

t.test('a guest that proves nothing is invalid, never a pass', async (t) => {
  const world = new World(t.testdir({}));
  const idle = world.behaviour('idle', 'mmap-store-writeback', 'idle');
  const { code, stdout } = await world.pinproof('run', world.suite('idle', { idle }));
  t.equal(code, 3);
  t.match(stdout, /mmap-store-writeback +ext4 +✓ pass +\S invalid +invalid\n/);
});
